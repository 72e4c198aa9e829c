using System.Collections.Immutable;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Diagnosis;

/// <summary>Apache takes the last Mutex line for a name: ours goes where no other comes after it, which is known before anything is touched.</summary>
public class MutexLinePlaceTests
{
    private const string Own = "/etc/apache2/conf-available/mutex-file.conf";
    private const string Main = "/etc/apache2/apache2.conf";

    private static readonly Recording Removed = Recording.Load("removed-prefork-orphan");

    private static readonly string[] Packaged =
    [
        $"{Main}:74:#Mutex file:${{APACHE_LOCK_DIR}} default",
        $"{Main}:147:IncludeOptional mods-enabled/*.load",
        $"{Main}:148:IncludeOptional mods-enabled/*.conf",
        $"{Main}:223:IncludeOptional conf-enabled/*.conf",
        $"{Main}:226:IncludeOptional sites-enabled/*.conf",
    ];

    [Theory]
    [InlineData($"{Main}:73:Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.ConfAvailable, Own)]
    [InlineData($"{Main}:230:Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.Append, Main)]
    [InlineData("/etc/apache2/mods-enabled/ssl.conf:5:Mutex sysvsem", RemedyStyle.ConfAvailable, Remedy.ConfAvailable, Own)]
    [InlineData("/etc/apache2/conf-enabled/00-mutex.conf:1:Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.ConfAvailable, Own)]
    [InlineData("/etc/apache2/conf-enabled/mutex-file2.conf:1:Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.Append, Main)]
    [InlineData("/etc/apache2/conf-enabled/zz-site.conf:3:  mutex sysvsem ssl-cache default", RemedyStyle.ConfAvailable, Remedy.Append, Main)]
    [InlineData("/etc/apache2/sites-enabled/000-default.conf:1:Mutex sysvsem OmitPID", RemedyStyle.ConfAvailable, Remedy.Append, Main)]
    [InlineData("/etc/apache2/sites-enabled/000-default.conf:1:#Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.ConfAvailable, Own)]
    [InlineData("/etc/apache2/sites-enabled/000-default.conf:1:Mutex sysvsem rewrite-map", RemedyStyle.ConfAvailable, Remedy.ConfAvailable, Own)]
    [InlineData("/etc/apache2/extra/unknown.conf:1:Mutex sysvsem default", RemedyStyle.ConfAvailable, Remedy.Append, Main)]
    [InlineData("/etc/apache2/mods-enabled/ssl.conf:5:Mutex sysvsem default", RemedyStyle.Uncomment, Remedy.Append, Main)]
    [InlineData($"{Main}:73:Mutex sysvsem default", RemedyStyle.Uncomment, Remedy.Uncomment, Main)]
    [InlineData($"{Main}:75:Mutex sysvsem default", RemedyStyle.Uncomment, Remedy.Append, Main)]
    public void LaterLine_OursGoesToTheEnd(string line, RemedyStyle style, Remedy remedy, string file)
    {
        DiagnosisResult result = Diagnose(Removed.With("directives", [.. Packaged, line, "/etc/apache2/ports.conf:1:Listen 80", "/etc/apache2/ports.conf:2:Listen 8080"]), style);

        Assert.Equal((remedy, file), (result.Plan!.Remedy, result.Plan.FixFile));
        Assert.Equal(remedy == Remedy.Append && style == RemedyStyle.ConfAvailable, result.Findings.Any(f => f.Code == "later-mutex-line" && f.RestsOn.Contains(Statement.Quoted(line.Replace(":  ", ":", StringComparison.Ordinal)))));
    }

    /// <summary>Its place is not known, and it is not looked for without end.</summary>
    [Fact]
    public void FileThatIncludesItself_IsTakenForALaterOne()
    {
        DiagnosisResult result = Diagnose(Removed.With(
            "directives", [.. Packaged, "/etc/apache2/loop/a.conf:1:Include loop/*.conf", "/etc/apache2/loop/a.conf:2:Mutex sysvsem default", "/etc/apache2/ports.conf:1:Listen 80", "/etc/apache2/ports.conf:2:Listen 8080"]));

        Assert.Equal((Remedy.Append, Main), (result.Plan!.Remedy, result.Plan.FixFile));
    }

    [Fact]
    public void FileThatOthersInclude_ItsPlaceIsThatOfTheInclude()
    {
        Recording suse = Recording.Load("suse-removed");
        Assert.Equal(Remedy.ConfD, Diagnose(suse).Plan!.Remedy);

        Plan plan = Diagnose(suse.With("directives", [.. suse.Lines("directives"), "/etc/apache2/vhosts.d/site.conf:2:Mutex sysvsem default"])).Plan!;
        Assert.Equal((Remedy.Append, "/etc/apache2/httpd.conf"), (plan.Remedy, plan.FixFile));
    }

    /// <summary>Scripts of another version: a reboot without the line would bring the site back until the next logout.</summary>
    [Theory]
    [InlineData("|fix=", "|fix=of-tomorrow-")]
    [InlineData("|fix=", "|place=")]
    [InlineData("|fix_line=", "|line=")]
    public void NoPlaceThatIsKnown_IsForAPerson(string there, string instead)
    {
        DiagnosisResult result = Diagnose(Removed.Replacing(there, instead));
        Evidence atRisk = EvidenceReader.Read(Machine.AtRisk.Replacing(there, instead).ToString()).Evidence!;

        Assert.Equal((Verdict.Escalate, "no-place-for-line", null), (result.Verdict, result.ReasonCode, result.Plan));
        Assert.Null(Diagnoser.PlanPrevention(atRisk, Assert.IsType<Outlook.AtRisk>(Outlook.Of(atRisk)), RemedyStyle.ConfAvailable));
        Assert.Equal(Remedy.Uncomment, Diagnose(Removed.Replacing("|fix=conf-available=", "|fix=of-tomorrow=")).Plan!.Remedy);
    }

    [Fact]
    public void ToolThatWritesTheConfiguration_ThePlanSaysSo()
    {
        const string Line = "/etc/apache2/apache2.conf:1:# This file is managed by Puppet. DO NOT EDIT.";
        DiagnosisResult result = Diagnose(Removed.With("config", [.. Removed.Lines("config"), "managed=" + Line]));

        Assert.Contains(result.Findings, finding => finding.Code == "configuration-managed" && finding.RestsOn.Contains(Statement.Quoted(Line)));
        Assert.Contains(result.Plan!.Steps(), step => step.InEnglish.Contains(Line, StringComparison.Ordinal));
    }

    private static DiagnosisResult Diagnose(Recording recording, RemedyStyle style = RemedyStyle.ConfAvailable) =>
        Diagnoser.Diagnose(EvidenceReader.Read(recording.ToString()).Evidence!, ImmutableArray<Signal>.Empty, RecoveryKind.Reboot, style);
}
