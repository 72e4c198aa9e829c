using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MutexResponder.Deciding;
using MutexResponder.Incidents;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Incidents;

public sealed class IncidentJsonTests
{
    private static readonly Incident Sample = SampleIncident.Of(1).In(IncidentPhase.Remediating) with
    {
        Timeline = [new TimelineEntry(SampleIncident.Opening, IncidentPhase.Inspecting, Statement.Quoted("Opened."))],
    };

    [Fact]
    public void RoundTrip_AnyIncident_KeepsEveryField() => IncidentGen.Any.Sample(
        incident =>
        {
            Assert.True(IncidentJson.TryRead(IncidentJson.Write(incident), out Incident? read, out string? error), error);
            Assert.Null(StructuralDifference.Find(incident, read));
        },
        iter: 3_000);

    [Fact]
    public void Generator_OverManyIncidents_VariesEveryField()
    {
        Dictionary<Type, object[]> values = IncidentGen.Any.Array[200].Single().SelectMany(Parts).GroupBy(part => part.GetType()).ToDictionary(group => group.Key, group => group.ToArray());

        Assert.All([.. typeof(State).GetNestedTypes(), .. typeof(Goal).GetNestedTypes()], type => Assert.Contains(type, values.Keys));
        Assert.All(values, pair => Assert.All(pair.Key.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(field => field.CanWrite), field =>
        {
            object? first = field.GetValue(pair.Value[0]);
            Assert.Contains(pair.Value, part => StructuralDifference.Find(first, field.GetValue(part)) is not null);
        }));
    }

    /// <summary>The record and all records of ours in it, each once for each place.</summary>
    private static IEnumerable<object> Parts(object? value) => value switch
    {
        null or string => [],
        System.Collections.IEnumerable many => many.Cast<object?>().SelectMany(Parts),
        _ when value.GetType() is { IsClass: true, Namespace: "MutexResponder.Incidents" } type =>
            [value, .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(field => field.CanWrite).SelectMany(field => Parts(field.GetValue(value)))],
        _ => [],
    };

    [Fact]
    public void Write_Names_AreCamelCaseOfTheStoredFieldsAndNoMore()
    {
        string[] names = [.. Tree(Sample).Select(pair => pair.Key)];

        Assert.Equal(
            [
                "instance", "id", "version", "openedAt", "goal", "mode", "recovery", "state", "requestedBy", "signals", "signalCount", "lastSignalAt",
                "inspectionCount", "seen", "approval", "tried", "commands", "timeline", "remediationsStarted", "preventionsStarted", "lastChange", "putBack", "earlier", "humanRecordId", "showPending", "toldOf",
            ],
            names);
    }

    [Fact]
    public void Write_EnumsAndIds_AreWords()
    {
        JsonObject tree = Tree(Sample);

        Assert.Equal("remediating", (string?)tree["state"]!["is"]);
        Assert.Equal("recover", (string?)tree["goal"]!["is"]);
        Assert.Equal("Remediate", (string?)tree["state"]!["command"]!["kind"]);
        Assert.Equal("i-00000000000000001", (string?)tree["instance"]);
        Assert.Equal("b", (string?)tree["state"]!["command"]!["parameters"]!["ExpectedBootId"]);
    }

    [Fact]
    public void Write_DefaultArrays_AreEmptyLists()
    {
        JsonObject tree = Tree(Sample with { Signals = default, RemediationsStarted = default, Timeline = default });

        Assert.All(["signals", "remediationsStarted", "timeline"], name => Assert.Empty(tree[name]!.AsArray()));
    }

    [Theory]
    [InlineData("signals")]
    [InlineData("remediationsStarted")]
    [InlineData("timeline")]
    public void Read_ListMissing_IsEmpty(string name)
    {
        JsonObject tree = Tree(Sample);
        tree.Remove(name);

        Incident read = Read(tree);

        Assert.Empty(name switch
        {
            "signals" => read.Signals.Select(_ => ""),
            "remediationsStarted" => read.RemediationsStarted.Select(_ => ""),
            _ => read.Timeline.Select(_ => ""),
        });
    }

    [Fact]
    public void Read_OnlyRequiredFields_FillsTheRest()
    {
        JsonObject tree = Tree(SampleIncident.Of(1));
        foreach (string name in tree.Select(pair => pair.Key).Except(["instance", "id", "version", "openedAt", "goal", "mode", "recovery", "state"]).ToArray())
        {
            tree.Remove(name);
        }

        Assert.Null(StructuralDifference.Find(SampleIncident.Of(1), Read(tree)));
    }

    [Fact]
    public void Read_UnknownFieldsAtEachLevel_AreSkipped()
    {
        JsonObject tree = Tree(Sample);
        tree["fromTheFuture"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null) };
        tree["state"]!["fromTheFuture"] = 1;
        tree["state"]!["command"]!["fromTheFuture"] = 1;
        tree["timeline"]![0]!["fromTheFuture"] = "x";

        Assert.Null(StructuralDifference.Find(Sample, Read(tree)));
    }

    [Theory]
    [InlineData("state", "{\"is\":\"dreaming\"}")]
    [InlineData("state", "{\"is\":\"ended\",\"ending\":\"Dreaming\",\"why\":{\"code\":\"\",\"text\":\"\"},\"at\":\"2026-08-25T20:51:54Z\"}")]
    [InlineData("state", "{\"is\":\"ended\",\"ending\":2,\"why\":{\"code\":\"\",\"text\":\"\"},\"at\":\"2026-08-25T20:51:54Z\"}")]
    [InlineData("state", "{\"is\":\"waitingForSlot\"}")]
    [InlineData("state", "{\"since\":\"2026-08-25T20:51:54Z\"}")]
    [InlineData("state", "null")]
    [InlineData("goal", "{}")]
    [InlineData("goal", "{\"is\":\"rollback\"}")]
    [InlineData("mode", "99")]
    [InlineData("instance", "\"i-xyz\"")]
    [InlineData("instance", "7")]
    [InlineData("instance", "null")]
    [InlineData("version", "\"1\"")]
    [InlineData("version", "1.5")]
    [InlineData("openedAt", "\"yesterday\"")]
    [InlineData("id", "null")]
    [InlineData("signals", "{}")]
    public void Read_WrongValue_IsAnErrorThatNamesThePlace(string name, string json)
    {
        JsonObject tree = Tree(Sample);
        tree[name] = JsonNode.Parse(json);

        Assert.False(IncidentJson.TryRead(Encoding.UTF8.GetBytes(tree.ToJsonString()), out Incident? incident, out string? error));
        Assert.Null(incident);
        Assert.Contains($"$.{name}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"instance\":")]
    [InlineData("not json")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    [InlineData("{\"instance\":\"\\ud800\"}")]
    [InlineData("{\"state\":{\"is\":\"inspecting\",\"command\":{\"parameters\":{\"\\ud800\":\"\"}}}}")]
    public void Read_NoIncident_IsAnError(string json)
    {
        Assert.False(IncidentJson.TryRead(Encoding.UTF8.GetBytes(json), out _, out string? error));
        Assert.StartsWith("Not an incident: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(
        bytes => Assert.False(IncidentJson.TryRead(bytes, out _, out _)),
        iter: 2_000);

    [Fact]
    public void Read_OneByteOfARecordChanged_NeverThrows()
    {
        byte[] written = IncidentJson.Write(Sample);

        Gen.Select(Gen.Int[0, written.Length - 1], Gen.Byte).Sample(
            (position, value) =>
            {
                byte[] changed = [.. written];
                changed[position] = value;
                bool isRead = IncidentJson.TryRead(changed, out Incident? incident, out string? error);
                Assert.Equal(isRead, incident is not null);
                Assert.Equal(isRead, error is null);
            },
            iter: 5_000);
    }

    [Fact]
    public void Write_HalfASurrogatePair_BecomesTheReplacementCharacter()
    {
        Assert.True(IncidentJson.TryRead(IncidentJson.Write(Sample with { HumanRecordId = "cut here \ud83d" }), out Incident? read, out string? error), error);
        Assert.Equal("cut here \ufffd", read.HumanRecordId);
    }

    private static JsonObject Tree(Incident incident) => JsonNode.Parse(IncidentJson.Write(incident))!.AsObject();

    private static Incident Read(JsonObject tree)
    {
        Assert.True(IncidentJson.TryRead(Encoding.UTF8.GetBytes(tree.ToJsonString()), out Incident? incident, out string? error), error);
        return incident;
    }
}
