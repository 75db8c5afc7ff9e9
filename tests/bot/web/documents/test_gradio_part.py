from bot.web.documents.gradio_part import gradio_part

_SCRIPT = 'window.gradio_config = {"a": "é & \\u003c &amp; <b>", "n": 1 < 2};'
_PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><base href="./">
<title>Gradio</title><meta name="viewport" content="width=device-width">
<meta property="og:image" content="https://elsewhere.example/x.jpg">
<meta name="twitter:card" content="summary">
<link rel="icon" href="favicon.ico"><link rel="manifest" href="/manifest.json">
<link rel="preconnect" href="https://elsewhere.example">
<style>body {{ color: red }}</style>
<script>{_SCRIPT}</script>
<script type="module" crossorigin src="./assets/index.js"></script>
<link rel="modulepreload" href="./assets/a.js">
<link rel="stylesheet" crossorigin href="./assets/index.css"></head>
<body style="margin: 0"><gradio-app control_page_title="true" embed="false"></gradio-app>
<script>last()</script></body></html>"""


def test_of_gradios_page_scripts_styles_base_and_mount_stay_in_their_order() -> None:
    part = gradio_part(_PAGE)
    assert part.head == '<base href="./">\n<style>body { color: red }</style>'
    names = [line.split(" ")[0].split(">")[0].strip("<") for line in part.body.split("\n")]
    assert names == ["script", "script", "link", "link", "gradio-app", "script"]
    assert f"<script>{_SCRIPT}</script>" in part.body


def test_its_title_icon_previews_and_foreign_links_go() -> None:
    part = gradio_part(_PAGE)
    for word in ("elsewhere.example", "Gradio<", "twitter", "og:", "favicon", "manifest", "<meta"):
        assert word not in part.head + part.body


def test_the_title_of_the_page_is_not_left_to_gradio() -> None:
    assert 'control_page_title="false"' in gradio_part(_PAGE).body
