"""Every notebook in JupyterLab itself, in a real browser: opened, run from the top, nothing failed, every chart seen."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SETTINGS = {
    # Every cell is rendered, not only those in view.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
RUN_ALL = """async (path) => {
  const app = window.jupyterapp;
  const widget = await app.commands.execute('docmanager:open', { path, factory: 'Notebook' });
  await widget.context.ready;
  await widget.sessionContext.ready;
  await widget.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
  return [...widget.content.widgets].filter((cell) => cell.model.type === 'code').map((cell) => {
    const outputs = cell.model.outputs.toJSON();
    return {
      count: cell.model.executionCount,
      failed: outputs.filter((one) => one.output_type === 'error').map((one) => `${one.ename}: ${one.evalue}`),
      warned: outputs.filter((one) => one.name === 'stderr').map((one) => one.text),
      charts: outputs.filter((one) => one.data && one.data['image/svg+xml']).length,
    };
  });
}"""
CLOSE = """async () => {
  const widget = window.jupyterapp.shell.currentWidget;
  await widget.sessionContext.shutdown();
  await widget.context.save();
  widget.close();
}"""


@pytest.fixture(scope="module")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab on a copy of notebooks and data, where there is a browser to open it; return its address."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, folder / "work" / name)
    for name, values in SETTINGS.items():
        extension, _, plugin = name.partition("/")
        path = folder / "settings" / "@jupyterlab" / extension / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    own = {
        name: str(folder / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")
    }
    own |= {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"} | own
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += ["--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={folder / 'work'}"]
    with (folder / "lab.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_up(f"http://127.0.0.1:{port}/api/status?token={token}", process, folder / "lab.log")
            yield f"http://127.0.0.1:{port}/lab?token={token}&reset"
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:  # on a busy machine it may still be stopping kernels
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def lab(browser: Browser, server: str) -> Iterator[tuple[Page, list[str]]]:
    """Return JupyterLab as it stands open in the browser, and the addresses that it has requested."""
    tab = browser.new_page(locale="ja-JP", viewport={"width": 1280, "height": 1000})
    requests: list[str] = []
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(server)
    tab.wait_for_function("window.jupyterapp && window.jupyterapp.restored", timeout=60_000)
    tab.evaluate("async () => { await window.jupyterapp.restored; }")
    yield tab, requests
    tab.close()


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start: {log.read_text(errors='replace')[-2000:]}")


def drawn_by_oneself(name: str) -> int:
    """Return how many charts of a notebook are no figures of the library, which says nothing of their evidence."""
    source = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    return source.count("analysis.described(")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_runs_and_shows_its_charts(lab: tuple[Page, list[str]], name: str) -> None:
    tab, requests = lab
    try:
        cells: list[dict[str, Any]] = tab.evaluate(RUN_ALL, f"notebooks/{name}.ipynb")
        assert [said for cell in cells for said in cell["failed"] + cell["warned"]] == []
        assert [cell["count"] for cell in cells] == list(range(1, len(cells) + 1))
        charts = tab.locator(".jp-OutputArea-output.jp-RenderedSVG")
        assert charts.count() == sum(cell["charts"] for cell in cells)
        for place in range(charts.count()):
            chart = charts.nth(place)
            chart.scroll_into_view_if_needed()
            box = chart.bounding_box()
            assert box and box["width"] > 300 and box["height"] > 100, f"chart {place + 1} is not visible"
            assert chart.evaluate("(one) => [...one.querySelectorAll('img')].every((image) => image.naturalWidth > 0)")
        evidence = tab.locator(".jp-RenderedHTML details > summary")
        assert evidence.count() >= charts.count() - drawn_by_oneself(name)
        for place in range(evidence.count()):
            evidence.nth(place).click()
            assert evidence.nth(place).locator("xpath=..").locator("li").first.is_visible()
    finally:
        tab.evaluate(CLOSE)
    outside = [url for url in requests if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]
    assert outside == []
