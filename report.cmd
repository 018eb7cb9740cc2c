@cd /d "%~dp0" & py run.py report & pause
