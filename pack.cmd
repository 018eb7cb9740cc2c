@cd /d "%~dp0" & py run.py committee --ask & pause
