using Microsoft.Playwright;

namespace MutexResponder.EndToEnd.Reporting;

/// <summary>How well a page's texts can be read.</summary>
internal static class TextContrast
{
    /// <summary>The lowest contrast of any text with the colour behind it (WCAG 2, contrast ratio).</summary>
    public static Task<double> LowestAsync(IPage page, string within) => page.EvaluateAsync<double>(
        """
        within => {
          const parts = color => color.match(/[\d.]+/g).map(Number);
          const luminance = color => {
            const [r, g, b] = parts(color).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = element => {
            for (let e = element; e; e = e.parentElement) {
              const color = getComputedStyle(e).backgroundColor;
              if (color !== 'transparent' && parts(color)[3] !== 0) return color;
            }
            return 'rgb(255, 255, 255)';
          };
          const texts = [...document.querySelectorAll(within + ' *:not(svg *)')].filter(e => !['STYLE', 'CWDB-ACTION'].includes(e.tagName)).filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
          return Math.min(...texts.map(e => {
            const [a, b] = [luminance(getComputedStyle(e).color), luminance(behind(e))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          }));
        }
        """,
        within);
}
