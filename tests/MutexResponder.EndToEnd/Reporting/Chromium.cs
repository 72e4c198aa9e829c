using System.Diagnostics;
using Microsoft.Playwright;

namespace MutexResponder.EndToEnd.Reporting;

/// <summary>Debian's Chromium, driven by Playwright; nothing is downloaded but, for root, the distribution's package.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is no browser; null where there is one.</summary>
    public string? Missing { get; private set; }

    public IBrowser Browser => _browser ?? throw new InvalidOperationException(Missing);

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program) && Environment.IsPrivilegedProcess)
        {
            await InstallAsync();
        }

        if (!File.Exists(Program))
        {
            Missing = $"{Program} is not installed (apt-get install chromium)";
            return;
        }

        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                ChromiumSandbox = false,
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

    private static async Task InstallAsync()
    {
        var start = new ProcessStartInfo("apt-get", ["install", "-y", "-o", "DPkg::Lock::Timeout=120", "chromium"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var timeout = new CancellationTokenSource(InstallTimeout);
        try
        {
            using Process process = Process.Start(start)!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(timeout.Token), process.StandardError.ReadToEndAsync(timeout.Token));
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            // No apt, or no packages to be had: the tests are skipped and say why.
        }
    }
}
