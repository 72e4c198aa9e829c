using System.Text;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>An event read with what was learnt from another must come out as one that is read field by field.</summary>
public class CompactHeadPropertyTests
{
    private const int Cases = 20_000;

    private static readonly Gen<string> s_digits = Gen.OneOf(
        Gen.Int[0, 60].Select(length => new string('7', length)),
        Gen.OneOf("1795437590000", "0", "01", "10", "9", "12345678901234", "123456789012345", new string('3', 56), new string('5', 400)));

    private static readonly Gen<string> s_event = Gen.Select(s_digits, s_digits, Gen.Int[0, 40]).Select((id, timestamp, length) =>
        $$""",{"id":"{{id}}","timestamp":{{timestamp}},"message":"{{new string('m', length)}}"}""");

    [Fact]
    public void Event_AfterAnyOther_ReadAsIfAlone() =>
        s_event.Array[1, 6].Sample(
            events =>
            {
                var head = new CompactHead();
                Assert.All(events, json => AssertReadAsIfAlone(Encoding.UTF8.GetBytes(json), head));
            },
            iter: Cases);

    [Fact]
    public void Event_ChangedAnywhere_ReadAsIfAlone()
    {
        byte[] valid = Encoding.UTF8.GetBytes($$""",{"id":"{{new string('3', 56)}}","timestamp":1795437590000,"message":"text"}""");
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, (byte)'0', (byte)'9', (byte)'/', (byte)':', (byte)'"', (byte)'\\', 0x80, 0xFF))).Array[1, 3].Sample(
            changes =>
            {
                var head = new CompactHead();
                Assert.True(CompactEvent.TryRead(valid, head, out _));
                byte[] changed = [.. valid];
                foreach ((int at, byte value) in changes)
                {
                    changed[at] = value;
                }

                AssertReadAsIfAlone(changed, head);
            },
            iter: Cases);
    }

    [Fact]
    public void Event_CutAnywhere_NotRead()
    {
        byte[] valid = Encoding.UTF8.GetBytes($$""",{"id":"{{new string('3', 56)}}","timestamp":1795437590000,"message":"text"}""");
        var head = new CompactHead();
        Assert.True(CompactEvent.TryRead(valid, head, out _));

        Assert.All(Enumerable.Range(0, valid.Length), length => Assert.False(CompactEvent.TryRead(valid.AsSpan(0, length), head, out _)));
    }

    private static void AssertReadAsIfAlone(byte[] json, CompactHead head)
    {
        bool isReadAlone = CompactEvent.TryRead(json, out CompactEvent alone);
        bool isRead = CompactEvent.TryRead(json, head, out CompactEvent learnt);
        Assert.Equal(isReadAlone, isRead);
        Assert.Equal((alone.Length, alone.IsEscaped, alone.MayTell), (learnt.Length, learnt.IsEscaped, learnt.MayTell));
        Assert.Equal(alone.Message, learnt.Message);
        if (isRead)
        {
            Assert.Equal(alone.ObservedAt, learnt.ObservedAt);
        }
    }
}
