using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals.Load;
using MutexResponder.Remediation;
using MutexResponder.Verification;
using static MutexResponder.EndToEnd.Guardrails.ReloadStepTests;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>The change of a site that serves, with real clients on it: none of them loses anything.</summary>
public sealed class ReloadUnderLoadTests(LabFixture lab)
{
    private const int Requests = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Mpm.Prefork)]
    [InlineData(Mpm.Worker)]
    public async Task UnderLoad_TheMutexMoves_NoRequestIsLost_AndTheLogoutFindsNothing(Mpm mpm)
    {
        await using LabInstance instance = await lab.StartInstanceAsync(new ApacheSpec { Mpm = mpm });
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);
        Evidence before = await ChangingStep.InspectAsync(instance);

        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");
        await load.AwaitDownloadsAsync(Token);
        LogoutResult logout = await instance.LogoutAsync(Token);
        await load.AwaitAsync(Requests, Token);
        LoadCounts counts = await load.StopAsync();
        Evidence after = await ChangingStep.InspectAsync(instance);

        TestContext.Current.SendDiagnosticMessage($"{mpm}: {counts}");
        Assert.True(counts.LostCount == 0, counts.ToString());
        AssertVerified(RecoveryVerification.Verify(before, after, RecoveryKind.Reload, []));
        Assert.Equal(before.ParentIdentity, after.ParentIdentity);
        Assert.True(before.ApacheSemaphores is { Length: > 0 } && after.ApacheSemaphores is { IsEmpty: true });
        Assert.Empty(logout.RemovedSemaphores);
        await AssertStepAsync(instance, "recover", before, "recovered", "already-reloaded");
    }

    /// <summary>Every place is taken by a request of the old generation, and none of them ends: no child of the new one can be made.</summary>
    [Fact]
    public async Task LoadThatNeverDrains_IsReloadedAllTheSame_AndNoDownloadIsCut()
    {
        const int Places = 4, Bytes = 8_000_000;
        await using LabInstance instance = await lab.StartInstanceAsync();
        await instance.ReadAsync($"""
            printf 'ServerLimit {Places}\nMaxRequestWorkers {Places}\nStartServers {Places}\nMinSpareServers 1\nMaxSpareServers {Places}\n' >/etc/apache2/conf-enabled/pool.conf
            head -c {Bytes} /dev/urandom >/var/www/html/large.bin
            systemctl restart apache2
            """);
        Evidence before = await ChangingStep.InspectAsync(instance);
        using var sockets = new InstanceSockets(instance);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long[] received = new long[Places];
        Task[] downloads = [.. Enumerable.Range(0, Places).Select(DownloadAsync)];
        await InstanceAssertions.SeenAsync(() => received.Count(bytes => bytes > 0), begun => begun == Places);

        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");

        Assert.All(downloads, download => Assert.False(download.IsCompleted));
        goOn.SetResult();
        await Task.WhenAll(downloads);
        Assert.All(received, bytes => Assert.Equal(Bytes, bytes));

        // Only now are children of the new generation made, one after the other.
        Evidence after = await InstanceAssertions.SeenAsync(
            () => ChangingStep.InspectAsync(instance), seen => RecoveryVerification.Verify(before, seen, RecoveryKind.Reload, []).IsRecovered);
        Assert.Equal(before.ParentIdentity, after.ParentIdentity);

        async Task DownloadAsync(int number)
        {
            using SiteConnection connection = await SiteConnection.OpenAsync(sockets, 80, receiveBufferBytes: 32 * 1024, Token);
            await connection.GetAsync(
                SiteConnection.Request("/large.bin", isLast: true),
                async piece =>
                {
                    received[number] += piece.Length;
                    await goOn.Task.WaitAsync(Token);
                },
                Token);
        }
    }

    [Fact]
    public async Task WithoutIt_TheSameLogoutTakesTheSiteDown()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);

        await instance.BreakAsync();
        await InstanceAssertions.SeenAsync(() => load.Counts.LostCount, lost => lost > Requests);

        Assert.NotEqual(200, (await instance.ProbeAsync(80)).Status);
    }

    [Fact]
    public async Task TakenBackUnderLoad_ByteForByte_AndNoRequestIsLost()
    {
        await using LabInstance instance = await lab.StartInstanceAsync();
        ConfigurationState untouched = await ConfigurationState.ReadAsync(instance);
        Evidence before = await ChangingStep.InspectAsync(instance);
        await AssertStepAsync(instance, "apply", before, "changed");
        await AssertStepAsync(instance, "recover", before, "recovered", "reload");
        Evidence changed = await ChangingStep.InspectAsync(instance);
        await using SiteLoad load = await SiteLoad.StartAsync(instance, Token);
        await load.AwaitAsync(Requests, Token);
        // The folder of the mutexes may be Apache's user's: no name that he takes there keeps anybody from anything.
        await instance.ReadAsync("mkdir /var/lock/apache2/.mutex-responder");

        await AssertStepAsync(instance, "restore", changed, "restored");
        await AssertStepAsync(instance, "recover", changed, "recovered", "reload");
        await load.AwaitDownloadsAsync(Token);
        LoadCounts counts = await load.StopAsync();
        Evidence after = await ChangingStep.InspectAsync(instance);

        Assert.True(counts.LostCount == 0, counts.ToString());
        Assert.Equal(untouched.Contents, (await ConfigurationState.ReadAsync(instance)).Contents);
        AssertVerified(RecoveryVerification.VerifyRollback(changed, after, RecoveryKind.Reload, before.ConfigHash, []));
        Assert.Equal(before.ParentIdentity, after.ParentIdentity);
        Assert.True(after.ApacheSemaphores is { Length: > 0 });
    }
}
