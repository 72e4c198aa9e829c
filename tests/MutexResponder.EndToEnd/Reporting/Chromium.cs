using Microsoft.Playwright;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Lab.Instances;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.EndToEnd.Reporting;

/// <summary>Debian's headless shell of Chromium, driven by Playwright; nothing is downloaded but the distribution's package.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium-headless-shell";
    internal static DebianPackages Packages { get; } = new((Program, "chromium-headless-shell"));

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is no browser; null where there is one.</summary>
    public string? Missing { get; private set; }

    public IBrowser Browser => _browser ?? throw new InvalidOperationException(Missing);

    public async ValueTask InitializeAsync()
    {
        Missing = await Packages.WhyNotAsync();
        if (Missing is not null)
        {
            return;
        }

        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                ChromiumSandbox = false,
                Timeout = (float)InstanceAssertions.Patience.TotalMilliseconds,
                Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
        catch (PlaywrightException exception)
        {
            Missing = $"Playwright cannot drive {Program}: {exception.Message.Split('\n')[0]}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
