using System.Text;
using System.Text.Json;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>What is found in blocks must be what the JSON reader finds, wherever it falls in a block.</summary>
public class CompactTextPropertyTests
{
    private const int Cases = 20_000;

    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.OneOf("AH00144", "AH00023", "AH00037", "AH001440", "AH0014", "mutex", "mute", "mu", "m", "u", "tex", "A", "H", "AH", "\\\"", "\\\\", "\\n", "\\u0041", "\\u00e9", "é", "識", " ", "7", "{", ","),
        Gen.Int[0, 70].Select(length => new string('x', length)));

    private static readonly Gen<string> s_broken = Gen.OneOf("\\", "\\u12", "\\x", "\n", "\0", "\"", "\u001f", "\\u004");

    [Fact]
    public void Text_ThatJsonAllows_ReadAsByTheJsonReader() =>
        Gen.Select(s_piece.Array[0, 12].Select(string.Concat), Gen.Int[0, 70]).Sample(
            (text, behind) =>
            {
                byte[] json = Encoding.UTF8.GetBytes($"{text}\"{new string('A', behind)}");

                Assert.True(CompactText.TryRead(json, out CompactText read));

                AssertAgrees(json, read);
            },
            iter: Cases);

    [Fact]
    public void Text_OfAnyKind_AcceptedOnlyAsByTheJsonReader() =>
        Gen.OneOf(s_piece, s_broken).Array[0, 12].Select(string.Concat).Sample(
            text =>
            {
                byte[] json = Encoding.UTF8.GetBytes(text);
                if (CompactText.TryRead(json, out CompactText read))
                {
                    AssertAgrees(json, read);
                }
                else
                {
                    Assert.Null(EndByTheJsonReader(json));
                }
            },
            iter: Cases);

    [Fact]
    public void Text_CutAnywhere_HasNoEnd()
    {
        byte[] json = Encoding.UTF8.GetBytes($"{new string('x', 40)}AH00144\\\"\\u0041{new string('y', 40)}\"");

        Assert.All(Enumerable.Range(0, json.Length), length => Assert.False(CompactText.TryRead(json.AsSpan(0, length), out _)));
    }

    private static void AssertAgrees(byte[] json, CompactText read)
    {
        (int Length, bool IsEscaped, string Text)? expected = EndByTheJsonReader(json);
        Assert.Equal((expected!.Value.Length, expected.Value.IsEscaped), (read.Length, read.IsEscaped));
        bool hasMark = MutexMessages.IndexOfMark(Encoding.UTF8.GetBytes(expected.Value.Text)) >= 0;
        Assert.True(read.MayTell || !hasMark, "a mark was passed over");
    }

    /// <summary>Null where the JSON reader finds no string.</summary>
    private static (int Length, bool IsEscaped, string Text)? EndByTheJsonReader(byte[] json)
    {
        var reader = new Utf8JsonReader([(byte)'"', .. json], isFinalBlock: false, default);
        try
        {
            return reader.Read() ? (reader.ValueSpan.Length, reader.ValueIsEscaped, reader.GetString()!) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
