using System.Text;
using System.Text.Json.Nodes;
using MutexResponder.Incidents;
using MutexResponder.Messages;
using MutexResponder.Ports;
using MutexResponder.Reporting;
using MutexResponder.Tests.Doubles;
using MutexResponder.Tests.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Messages;

/// <summary>What a phone and a chat show, in every state and both languages.</summary>
public sealed class MessageTextTests
{
    private const string Dashboard = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/mutex-responder";

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task EveryState_IsAsRecorded(string tag)
    {
        StringBuilder all = new();
        foreach (string name in RecordedIncidents.Names.Order(StringComparer.Ordinal))
        {
            Incident incident = await RecordedIncidents.PlayAsync(name);
            incident = incident with { ToldOf = incident.Timeline.Any(entry => entry.Phase == IncidentPhase.AwaitingApproval) ? "awaiting-approval" : null };
            Message message = MessageText.Of(IncidentReport.From(incident), Source(tag));
            Fits(message);
            string told = PeopleTold.StateOf(incident) is { } state ? state.Split(' ')[0] : "nobody is told of it by itself";
            Assert.True(incident.Phase != IncidentPhase.AwaitingApproval || message.Text.Contains("\n1. ", StringComparison.Ordinal), $"{name}: a plan that waits is told");
            all.Append($"## {name} ({told})\n{message.Subject}\n\n{message.Text}\n");
        }

        Message storm = MessageText.OfStorm(132, [.. Enumerable.Range(1, 132).Select(i => Held(i, i % 3 == 0 ? IncidentPhase.AwaitingApproval : i % 3 == 1 ? IncidentPhase.Resolved : IncidentPhase.Escalated))], Source(tag));
        Fits(storm);
        all.Append($"## a storm\n{storm.Subject}\n\n{storm.Text}");
        Golden.Expect($"messages.{tag}.txt", all.ToString());
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ja")]
    public async Task Chat_IsACustomNotification_AndOneThreadAnIncident(string tag)
    {
        Incident incident = await RecordedIncidents.PlayAsync("awaiting-approval");
        string chat = MessageText.Of(IncidentReport.From(incident), Source(tag)).Chat;

        JsonNode json = JsonNode.Parse(chat)!;
        Assert.Equal(("1.0", "custom", "client-markdown"), ((string)json["version"]!, (string)json["source"]!, (string)json["content"]!["textType"]!));
        Assert.Equal(incident.Id.ToString(), (string)json["metadata"]!["threadId"]!);
        Assert.Equal($"arn:aws:ec2:eu-west-1:123456789012:instance/{incident.Instance}", (string)json["metadata"]!["relatedResources"]![0]!);
        Golden.Expect($"message-chat.{tag}.json", chat + "\n");
    }

    /// <summary>As the machine has it, and never as Markdown, a link or a mention: the marks stand beside blanks or signs, or they would not count.</summary>
    [Theory]
    [InlineData("nothing special: i-0abc, port 80", "nothing special: i-0abc, port 80")]
    [InlineData("mpm_prefork and mod_ssl.", "`mpm_prefork` and `mod_ssl`.")]
    [InlineData("Write '/srv/a_b&c/x.conf' now", "Write '`/srv/a_b&amp;c/x.conf`' now")]
    [InlineData("R&D <VirtualHost *:80>", "R&amp;D &lt;VirtualHost `*:80&gt;`")]
    [InlineData("<!channel> @here apache2@web.service ~x~", "&lt;!channel&gt; `@here` `apache2@web.service` `~x~`")]
    [InlineData("file:${APACHE_LOCK_DIR} default", "`file:${APACHE_LOCK_DIR}` default")]
    [InlineData("設定web_1を変更", "設定 `web_1` を変更")]
    [InlineData("a`b", "`a\u02cbb`")]
    [InlineData("_ * _", "`_` `*` `_`")]
    [InlineData("see https://evil.example/x.", "see `https://evil.example/x`.")]
    [InlineData("(Www.evil.example)", "(`Www.evil.example`)")]
    public void Chat_ShowsNamesAsTheyAre(string text, string shown) => Assert.Equal(shown, MessageText.Plain(text));

    [Fact]
    public async Task Chat_OfAHostileName_HasNoMarkdownOfIt()
    {
        const string Name = "<!here> *x* _y_";
        Incident incident = (await RecordedIncidents.PlayAsync("awaiting-approval")).In(IncidentPhase.AwaitingApproval, "second-person-needed", Name);
        string chat = MessageText.Of(IncidentReport.From(incident), Source("en")).Chat;
        JsonNode content = JsonNode.Parse(chat)!["content"]!;

        Assert.DoesNotContain('<', chat);
        Assert.All(content["description"]!.GetValue<string>().Split('\n'), line => Assert.Matches(@"^\*[^*_]+\*: (?:[^*_~`]|`[^`]*`)*$", line));
    }

    /// <summary>The text has room for a few groups; whoever is down must not be the one who is left off.</summary>
    [Fact]
    public void Storm_TellsOutagesBeforePreventionsAndRollbacks()
    {
        HeldChange[] changes =
        [
            Held(1, IncidentPhase.AwaitingApproval) with { Goal = IncidentGoal.Prevent }, Held(2, IncidentPhase.AwaitingApproval) with { Goal = IncidentGoal.Rollback },
            Held(3, IncidentPhase.Resolved), Held(4, IncidentPhase.Escalated), Held(5, IncidentPhase.AwaitingApproval),
        ];
        string text = MessageText.OfStorm(5, changes, Source("en")).Text;

        int[] places = [.. new[] { 5, 4, 3, 2, 1 }.Select(number => text.IndexOf($"i-{number:x17}", StringComparison.Ordinal))];
        Assert.All(places, place => Assert.True(place > 0, text));
        Assert.Equal(places.Order(), places);
    }

    /// <summary>A message that is too long is taken by nobody.</summary>
    [Fact]
    public async Task Message_OfAStackOfTheLongestName_AndAMachineOfLongNames_Fits()
    {
        Responder responder = new();
        await responder.LineAsync(Machine.Broken
            .Replacing("Mutex mpm-accept: using_defaults", "Mutex mpm-accept: dir=\"/a\" mechanism=sysvsem ")
            .With("directives", [.. Machine.Broken.Lines("directives"), $"/etc/apache2/{new string('x', 600)}.conf:2:Mutex sysvsem mpm-accept"]));
        IncidentReport report = IncidentReport.From(await responder.IncidentAsync());
        Message message = MessageText.Of(report, Source("en") with { Name = new string('s', 128) });

        Assert.Equal("explicit-mpm-accept", report.ReasonCode);
        Fits(message);
        Assert.EndsWith("...", message.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Storm_OfEveryKind_TellsWhatFits_AndWhereTheRestIs()
    {
        HeldChange[] changes =
        [
            .. from goal in Enum.GetValues<IncidentGoal>()
               from phase in Enum.GetValues<IncidentPhase>()
               from number in Enumerable.Range(1, 9)
               select Held(number, phase) with { Goal = goal },
        ];
        Message storm = MessageText.OfStorm(changes.Length, changes, Source("en"));

        Fits(storm);
        Assert.Contains($" (9): {string.Join(", ", Enumerable.Range(1, 6).Select(Doubles.SampleIncident.InstanceOf))} …\n", storm.Text, StringComparison.Ordinal);
        Assert.Contains(Dashboard, storm.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Storm_TellsWhoWaitsForAPersonFirst()
    {
        Message storm = MessageText.OfStorm(3, [Held(1, IncidentPhase.Resolved), Held(2, IncidentPhase.Escalated), Held(3, IncidentPhase.AwaitingApproval)], Source("en"));

        string[] lines = [.. storm.Text.Split('\n').Where(line => line.Contains("i-", StringComparison.Ordinal))];
        Assert.Equal(["Waiting for approval (1): i-00000000000000003", "Needs a person (1): i-00000000000000002", "Recovered (1): i-00000000000000001"], lines.Take(3));
    }

    private static HeldChange Held(int number, IncidentPhase phase) => new("20261125T2215Z", Doubles.SampleIncident.InstanceOf(number), phase, IncidentGoal.Recover);

    private static void Fits(Message message)
    {
        Assert.InRange(message.Subject.Length, 1, Message.MaxSubjectChars);
        Assert.True(message.Subject.All(c => c is >= ' ' and <= '~'), message.Subject);
        Assert.InRange(message.Text.Length, 1, Message.MaxTextChars - 1);
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Chat), 1, 8 * 1024);
    }

    private static MessageSource Source(string tag) =>
        new("mutex-responder", ReportLanguage.TryRead(tag, out ReportLanguage language) ? language : throw new ArgumentException(tag), () => Dashboard, instance => $"arn:aws:ec2:eu-west-1:123456789012:instance/{instance}");
}
