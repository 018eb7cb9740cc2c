@cd /d "%~dp0" & py run.py lab & pause
