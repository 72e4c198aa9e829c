using System.Security.Cryptography;
using System.Text;

namespace MutexResponder.Reporting.Html;

/// <summary>The page's looks. No character that XML would read as markup stands in it.</summary>
internal static class Stylesheet
{
    /// <summary>The colours by day.</summary>
    public const string LightColours = """
          --paper: #faf9f6; --card: #ffffff; --ink: #1f1d1a; --soft: #625d55; --line: #e2ded6; --quote: #f3f1ec; --link: #1d4f91;
          --good: #1b7a48; --bad: #b3261e; --warn: #8f5a00; --calm: #3d5a80;
          --good-soft: #e3f3e9; --bad-soft: #fbe7e5; --warn-soft: #fbf0da; --calm-soft: #e6edf5;
          --detect: #5b5f97; --inspect: #2f6690; --decide: #54728c; --wait: #8a6d3b; --change: #a4508b; --verify: #2d7d6f; --on: #ffffff;

        """;

    /// <summary>The colours by night.</summary>
    public const string DarkColours = """
            --paper: #15171a; --card: #1c1f23; --ink: #e9e6e0; --soft: #a39e95; --line: #33373d; --quote: #23272c; --link: #8fb8ee;
            --good: #6fcf97; --bad: #ff8a80; --warn: #f0bd65; --calm: #9dbde3;
            --good-soft: #1a2f23; --bad-soft: #3a1f1d; --warn-soft: #33290f; --calm-soft: #1d2733;
            --detect: #a3a7e6; --inspect: #79b8e8; --decide: #a7bdd0; --wait: #dcb978; --change: #e39bcd; --verify: #71c9b8; --on: #15171a;

        """;

    /// <summary>Of what the machines of readers have; nothing is loaded.</summary>
    public const string Fonts = """
          --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "Hiragino Mincho ProN", "Yu Mincho", "Noto Serif CJK JP", serif;
          --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", Arial, sans-serif;
          --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK JP", monospace;

        """;

    /// <summary>All rules but those of paper.</summary>
    public const string Screen = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 400 1rem/1.65 var(--sans); overflow-wrap: anywhere; }
        main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
        h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; }
        h1 { font-size: clamp(1.8rem, 1.2rem + 2.6vw, 2.9rem); margin: .6rem 0 .5rem; letter-spacing: -.012em; }
        h2 { font-size: 1.5rem; margin: 0 0 .9rem; }
        h3 { font-size: .82rem; font-weight: 650; letter-spacing: .04em; color: var(--soft); margin: 1.7rem 0 .5rem; }
        :lang(ja) h1, :lang(ja) h2 { font-family: var(--sans); font-weight: 700; letter-spacing: 0; line-height: 1.35; }
        :lang(ja) h3 { letter-spacing: .02em; font-size: .88rem; }
        p { margin: 0 0 .9rem; max-width: 46rem; }
        a { color: var(--link); text-underline-offset: .18em; }
        code, pre, .listing, .mono { font-family: var(--mono); font-size: .84em; font-variant-ligatures: none; }
        code { background: var(--quote); border-radius: .3em; padding: .1em .35em; }
        pre { margin: .4rem 0 1.1rem; padding: .8rem 1rem; background: var(--quote); border-radius: .6rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.6rem 1.7rem 1.3rem; margin: 1.2rem 0; scroll-margin-top: 1rem; }
        section :last-child { margin-bottom: 0; }
        .over { color: var(--soft); font-size: .92rem; margin: 0; }
        .state { margin: 0 0 1rem; }
        .lead { font-size: 1.12rem; }
        .recorded { color: var(--soft); font-size: .9rem; }
        .badge { display: inline-block; border-radius: 2rem; padding: .22rem .85rem; font-weight: 650; font-size: .92rem; }
        .badge.good { color: var(--good); background: var(--good-soft); }
        .badge.bad { color: var(--bad); background: var(--bad-soft); }
        .badge.warn { color: var(--warn); background: var(--warn-soft); }
        .badge.calm { color: var(--calm); background: var(--calm-soft); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .8rem; margin: 1.5rem 0 0; }
        .figures div { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: .8rem 1rem; }
        .figures dt { color: var(--soft); font-size: .82rem; }
        .figures dd { margin: 0; font-family: var(--serif); font-size: 1.45rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
        :lang(ja) .figures dd { font-family: var(--sans); font-size: 1.3rem; }
        .contents { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 1.4rem 0 .2rem; padding: 0; list-style: none; font-size: .92rem; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2.5rem; align-items: start; }
        .facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.5rem; margin: 0 0 1.1rem; }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
        .first { margin: 1rem 0 1.3rem; padding: .2rem 0 .2rem 1rem; border-left: 3px solid var(--line); max-width: 56rem; }
        .first dt { font-weight: 650; color: var(--ink); }
        .first dt:nth-of-type(2) + dd { font-weight: 650; }
        :lang(ja) h1 { word-break: auto-phrase; text-wrap: wrap; }
        .picture { margin: 0 0 1rem; }
        .picture svg { display: block; overflow: visible; }
        .picture rect { stroke: var(--card); stroke-width: 2; }
        .picture .label { fill: var(--soft); font: 400 12px var(--sans); }
        .picture .number { fill: var(--on); font: 700 12px var(--sans); }
        .up { fill: var(--good); background: var(--good); } .down { fill: var(--bad); background: var(--bad); } .unknown { fill: var(--line); background: var(--line); }
        .key { color: var(--soft); font-size: .84rem; margin: .5rem 0 0; }
        .swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem; margin-right: .15rem; }
        .swatch + .swatch { margin-left: .8rem; }
        .detect { fill: var(--detect); background: var(--detect); } .inspect { fill: var(--inspect); background: var(--inspect); }
        .decide { fill: var(--decide); background: var(--decide); } .wait { fill: var(--wait); background: var(--wait); }
        .change { fill: var(--change); background: var(--change); } .verify { fill: var(--verify); background: var(--verify); }
        .legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: .45rem 1.4rem; margin: 1rem 0 0; padding: 0; list-style: none; font-variant-numeric: tabular-nums; }
        .legend li { display: grid; grid-template-columns: auto 1fr auto; column-gap: .6rem; align-items: baseline; }
        .legend .range { grid-column: 2 / 4; color: var(--soft); font-size: .84rem; }
        .chip { display: inline-block; min-width: 1.45rem; text-align: center; border-radius: .35rem; color: var(--on); font-weight: 700; font-size: .8rem; line-height: 1.45rem; }
        .note { color: var(--soft); font-size: .88rem; }
        .story { list-style: none; margin: 0 0 1rem; padding: 0 0 0 1.1rem; border-left: 2px solid var(--line); }
        .story li { position: relative; margin: 0 0 .85rem; }
        .story li::before { content: ""; position: absolute; left: -1.53rem; top: .5rem; width: .75rem; height: .75rem; border-radius: 50%; background: var(--card); border: 2px solid var(--soft); }
        .story time { display: block; color: var(--soft); font-size: .84rem; font-variant-numeric: tabular-nums; }
        .checks { list-style: none; margin: 0 0 1rem; padding: 0; }
        .checks li { display: grid; grid-template-columns: 1.7rem 1fr; column-gap: .7rem; padding: .55rem 0; border-top: 1px solid var(--line); }
        .checks li:first-child { border-top: 0; }
        .detail { display: block; color: var(--soft); font-size: .9rem; }
        .detail.mono { font-size: .82rem; }
        p code { white-space: nowrap; }
        .icon { width: 1.6rem; height: 1.6rem; border-radius: 50%; text-align: center; line-height: 1.6rem; font-weight: 700; font-size: .9rem; }
        .yes .icon { color: var(--good); background: var(--good-soft); } .no .icon { color: var(--bad); background: var(--bad-soft); } .dunno .icon { color: var(--warn); background: var(--warn-soft); }
        .yes .word { color: var(--good); } .no .word { color: var(--bad); } .dunno .word { color: var(--warn); }
        .word { font-weight: 650; font-size: .86rem; margin-left: .35em; white-space: nowrap; }
        .plain { margin: 0 0 1rem; padding-left: 1.4rem; }
        .plain li { margin: 0 0 .4rem; padding-left: .2rem; }
        .times td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
        .times { border-collapse: collapse; min-width: min(24rem, 100%); margin: 0 0 1rem; }
        .times th, .times td { text-align: left; padding: .32rem .2rem; border-top: 1px solid var(--line); font-weight: 400; }
        .times tr:first-child th, .times tr:first-child td { border-top: 0; }
        .times tr:last-child th, .times tr:last-child td { font-weight: 650; border-top: 2px solid var(--ink); }
        .pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.4rem; }
        .scroll { overflow-x: auto; }
        .listing { border-collapse: collapse; width: 100%; overflow-wrap: normal; font-size: .8rem; }
        .listing caption { text-align: left; font: 650 .84rem var(--sans); color: var(--soft); padding: 0 0 .3rem; }
        .listing th, .listing td { text-align: left; padding: .24rem .55rem .24rem .2rem; white-space: nowrap; border-top: 1px solid var(--line); }
        .listing th { color: var(--soft); font-weight: 400; }
        .listing .fate { font: 650 .78rem var(--sans); }
        .listing th.fate { width: 0; padding: 0; }
        .listing .gone td { background: var(--bad-soft); } .listing .gone .fate { color: var(--bad); }
        .listing .new td { background: var(--good-soft); } .listing .new .fate { color: var(--good); }
        .listing .none { color: var(--soft); font-family: var(--sans); }
        footer { color: var(--soft); font-size: .88rem; margin-top: 2rem; }
        @media (max-width: 44rem) {
          main { padding: 1.4rem 1rem 3rem; }
          section { padding: 1.2rem 1.05rem 1rem; border-radius: .8rem; }
          .facts { grid-template-columns: 1fr; gap: 0; }
          .facts dt { font-size: .84rem; }
          .facts dd { margin-bottom: .5rem; }
          .pair { grid-template-columns: minmax(0, 1fr); gap: .9rem; }
          .listing .absent, .picture .slim { display: none; }
          .listing { font-size: .74rem; }
          .listing th, .listing td { padding-right: .35rem; }
          .figures { grid-template-columns: 1fr 1fr; }
          pre { padding: .7rem .8rem; font-size: .78rem; }
        }

        """;

    private const string Paper = """
        @media print {
          :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --quote: #f4f4f4; --on: #fff; --link: #000; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0 0; }
          .contents { display: none; }
          h2, h3, .listing caption { break-after: avoid; }
          li, tr, figure, .figures { break-inside: avoid; }
          .picture rect, .chip, .swatch, .listing td, .badge, .icon { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        }

        """;

    public const string Css = "\n:root {\n  color-scheme: light dark;\n" + LightColours + Fonts + "}\n@media (prefers-color-scheme: dark) {\n  :root {\n" + DarkColours + "  }\n}\n" + Screen + Paper;

    /// <summary>The source expression by which the page's policy allows this sheet and no other (CSP level 2, hash-source).</summary>
    public static string HashSource { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'";
}
