/// One style for screen and paper: no script, no image, no font from elsewhere.
enum PageStyle {
    static let css = """
        :root { color-scheme: light; --ink: #1d2430; --soft: #5b6573; --line: #c9d0d9; --head: #eef2f6; --accent: #0b4f8a; --warn: #8a2b0b; }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 78rem; padding: 0 1.25rem 3rem; color: var(--ink); background: #fff;
          font: 16px/1.5 "Noto Sans", "DejaVu Sans", "Segoe UI", Arial, sans-serif; }
        header { border-bottom: 2px solid var(--accent); padding: 1rem 0 .75rem; margin-bottom: 1rem; }
        h1 { font-size: 1.45rem; line-height: 1.3; margin: 0; }
        h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
        header p { margin: .25rem 0 0; color: var(--soft); }
        a { color: var(--accent); }
        a:focus-visible, select:focus-visible, input:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
        .skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
        .bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; }
        form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
        label { font-size: .85rem; color: var(--soft); display: grid; }
        select, button, input { font: inherit; padding: .25rem .5rem; border: 1px solid var(--line); border-radius: 4px; background: #fff; color: var(--ink); }
        button { background: var(--accent); border-color: var(--accent); color: #fff; cursor: pointer; }
        button.quiet { background: #fff; border-color: var(--line); color: var(--accent); }
        .visitor { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; } .visitor form { align-items: center; }
        .visitor span { overflow-wrap: anywhere; }
        form.login { display: grid; gap: .9rem; max-width: 24rem; } .login label { font-size: 1rem; color: var(--ink); gap: .2rem; }
        .login input, .login button { padding: .55rem .7rem; font-size: 1rem; width: 100%; }
        .note { background: var(--head); border-left: 4px solid var(--accent); padding: .5rem .75rem; margin: .75rem 0; }
        .alarm { background: #fdf1ec; border-left-color: var(--warn); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; color: var(--soft); padding: 0 0 .35rem; }
        th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
        thead th { background: var(--head); }
        td.n, th.n { text-align: right; white-space: nowrap; }
        tr.total th, tr.total td { background: var(--head); font-weight: 600; }
        td.state { min-width: 11rem; }
        td.late { color: var(--warn); font-weight: 600; }
        td .second { display: block; color: var(--soft); font-size: .85em; }
        .grid td.n a { text-decoration: none; } .grid td.n a:hover, .grid td.n a:focus { text-decoration: underline; }
        .missing { color: var(--soft); }
        meter { width: 7rem; height: .8rem; vertical-align: middle; }
        code { font: .85em "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; }
        table.facts { width: auto; } table.facts thead td { border: 0; } table.facts tbody th { font-weight: 400; color: var(--soft); }
        .cards th, .cards td { overflow-wrap: anywhere; } .cards .name { white-space: nowrap; }
        pre { font: .85rem/1.5 "DejaVu Sans Mono", monospace; background: var(--head); padding: .6rem .75rem; margin: .35rem 0; overflow-x: auto;
          white-space: pre-wrap; overflow-wrap: anywhere; }
        summary { cursor: pointer; color: var(--accent); margin-top: 1.25rem; }
        footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .75rem; color: var(--soft); font-size: .9rem; }
        @media screen and (max-width: 40rem) { .cards thead { position: absolute; left: -999rem; } .cards, .cards tbody { display: block; }
          .cards tr { display: block; border: 1px solid var(--line); border-radius: 4px; margin-bottom: .75rem; padding: .3rem .5rem; }
          .cards tbody th, .cards tbody td { display: block; border: 0; padding: .1rem 0; text-align: left; }
          .cards [data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-weight: 400; } }
        @media print { form, .skip, .noprint { display: none; } body { max-width: none; padding: 0; font-size: 11pt; } a { color: inherit; text-decoration: none; }
          h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } @page { margin: 15mm; } }
        """
}
