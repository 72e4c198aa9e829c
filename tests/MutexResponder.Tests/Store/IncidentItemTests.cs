using System.IO.Compression;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Store;
using MutexResponder.Ports;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Store;

/// <summary>The sizes that fit, to the byte.</summary>
public sealed class IncidentItemTests
{
    private const int MaxCompressedBytes = 390 * 1024;
    private const int MaxJsonBytes = 8 * 1024 * 1024;

    private static readonly Incident s_bare = SampleIncident.Of(1) with { HumanRecordId = "" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_OfTheGreatestSize_IsWrittenAndRead_AndNotOneByteMore()
    {
        string fill = new('x', MaxJsonBytes - IncidentJson.Write(s_bare).Length);

        byte[] packed = (await SaveAsync(fill))!;

        Assert.Null(await SaveAsync(fill + "x"));
        Assert.Equal(fill.Length, (await FindAsync(packed))!.HumanRecordId!.Length);
        RemoteCallException unread = await Assert.ThrowsAsync<RemoteCallException>(() => FindAsync(Packed(new byte[MaxJsonBytes + 1])));
        Assert.Contains("unpacks to more than", unread.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_OfTheGreatestSize_IsWritten_AndNotOneByteMore()
    {
        // A letter of 64 by chance is three quarters of a byte: with one more the packed record has at most one byte more.
        string noise = string.Concat(new Random(1).GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".AsSpan(), 2 * MaxCompressedBytes));
        int fits = 0;
        int tooMany = noise.Length;
        while (tooMany - fits > 1)
        {
            int middle = (fits + tooMany) / 2;
            bool isTooLarge = Packed(IncidentJson.Write(s_bare with { HumanRecordId = noise[..middle] })).Length > MaxCompressedBytes;
            (fits, tooMany) = isTooLarge ? (fits, middle) : (middle, tooMany);
        }

        Assert.Equal(MaxCompressedBytes, (await SaveAsync(noise[..fits]))?.Length);
        Assert.Null(await SaveAsync(noise[..tooMany]));
    }

    /// <returns>The record as it was sent; null where it was refused for its size.</returns>
    private static async Task<byte[]?> SaveAsync(string fill)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(ScriptedHandler.Success()));
        try
        {
            await Store(handler).TrySaveAsync(s_bare with { HumanRecordId = fill }, 0, SlotChange.None, Cancellation);
        }
        catch (RemoteCallException tooLarge) when (tooLarge.Failure == RemoteCallFailure.Invalid)
        {
            Assert.Contains("too large to store", tooLarge.Message, StringComparison.Ordinal);
            Assert.Empty(handler.Requests);
            return null;
        }

        return Convert.FromBase64String((string)handler.Requests[0]["Item"]!["incident"]!["B"]!);
    }

    private static async Task<Incident?> FindAsync(byte[] packed)
    {
        using var handler = new ScriptedHandler((_, _) => Task.FromResult(
            ScriptedHandler.Success($$"""{ "Item": { "incident": { "B": "{{Convert.ToBase64String(packed)}}" } } }""")));
        return await Store(handler).FindAsync(s_bare.Instance, Cancellation);
    }

    private static DynamoDbIncidentStore Store(ScriptedHandler handler) =>
        new(TestClient.Create(new Uri("http://127.0.0.1:1"), handler), "incidents", TimeSpan.FromDays(30), TimeProvider.System, Guid.NewGuid);

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
