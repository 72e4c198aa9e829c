using System.Collections.Immutable;
using CsCheck;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Remediation;
using MutexResponder.Tests.Doubles;
using MutexResponder.Wording;

namespace MutexResponder.Tests.Inspection;

/// <summary>A failure prints its seed; give it to Sample as <c>seed:</c> to see the same case again.</summary>
public class EvidencePropertyTests
{
    private const int Cases = 10_000;

    private static readonly Recording Healthy = Recording.Load("healthy-sysvsem-prefork");

    [Fact]
    public void Text_OfAnyKind_NeverThrowsAndIsDiagnosed() =>
        Gen.OneOf(EvidenceTextSource.Spoilt, EvidenceTextSource.Noise).Sample(
            text =>
            {
                (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
                Assert.True(evidence is null != error is null);
                if (evidence is not null)
                {
                    AssertSound(evidence, Diagnose(evidence));
                }
            },
            iter: Cases);

    [Fact]
    public void Evidence_IsNeverMoreThanItsText() =>
        EvidenceTextSource.Spoilt.Sample(
            text =>
            {
                int lineCount = text.Count(c => c == '\n') + 1;
                if (EvidenceReader.Read(text).Evidence is not { } e)
                {
                    return;
                }

                Assert.InRange(e.ErrorLog.Length + e.Processes.Length + e.ListedSemaphores.Length + e.Directives.Length + e.Listeners.Length + e.Probes.Length, 0, lineCount);
                Assert.All(e.ErrorLog, line => Assert.True(line.Signal is null || line.Signal.Line.Length <= Signal.MaxLineChars));
            },
            iter: Cases);

    [Fact]
    public void Sections_RenderedAndRead_AreTheSame() =>
        EvidenceTextSource.Sections.Sample(
            sections =>
            {
                (EvidenceBlock? block, Statement? error) = EvidenceBlock.Read(EvidenceTextSource.Render(sections));

                Assert.Null(error);
                foreach (EvidenceSection section in sections)
                {
                    EvidenceSection read = block![section.Name];
                    Assert.Equal((section.ExitStatus, section.Total, section.IsCut), (read.ExitStatus, read.Total, read.IsCut));
                    Assert.Equal(section.Lines, read.Lines);
                }

                Assert.Equal(sections.Where(s => s.IsCut).Select(s => s.Name).Order(StringComparer.Ordinal), block!.CutSections);
                Assert.False(block.Has("sem"));
                Assert.False(block.Has("processes"));
            },
            iter: Cases);

    [Fact]
    public void HostileContent_OfAnySection_NeverMovesAHealthySite() =>
        Gen.Select(Gen.Int[0, 200], Gen.OneOf(EvidenceTextSource.Hostile).Array[1, 5]).Sample(
            (at, hostile) =>
            {
                string[] lines = Healthy.ToString().Split('\n');
                int[] content = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith('|'))];
                int place = content[at % content.Length] + 1;
                string text = string.Join('\n', [.. lines[..place], .. hostile.Select(line => "|" + line), .. lines[place..]]);

                (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);

                Assert.Null(error);
                Assert.NotNull(evidence!.Parent);
                Assert.NotNull(evidence.Semaphores);
                Assert.Equal(Verdict.NoAction, Diagnose(evidence).Verdict);
            },
            iter: Cases);

    [Fact]
    public void Text_BeyondTheBound_IsRefused()
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(new string('x', EvidenceBlock.MaxTextChars + 1));

        Assert.Null(evidence);
        Assert.Contains("at most", error!.InEnglish, StringComparison.Ordinal);
    }

    [Fact]
    public void BootIdThatIsNoUuid_IsNoMark()
    {
        string text = Healthy.ToString();
        (_, Statement? error) = EvidenceReader.Read(text.Replace(EvidenceReader.Read(text).Evidence!.BootId.ToString(), "1'; reboot '", StringComparison.Ordinal));

        Assert.Contains("no matching end mark", error!.InEnglish, StringComparison.Ordinal);
    }

    private static void AssertSound(Evidence evidence, DiagnosisResult result)
    {
        Assert.Equal(result.Verdict == Verdict.Remedy, result.Plan is not null);
        Assert.Equal(result.ReasonCode, result.Findings[0].Code);
        Assert.NotEmpty(result.Reason.Told.InEnglish);
        Assert.All(result.Findings, f => Assert.NotEmpty(f.RestsOn));
        if (result.Plan is { } plan)
        {
            Assert.Equal(evidence.BootId, plan.ExpectedBootId);
            Assert.NotEqual(default, plan.ExpectedBootId);
            Assert.NotEqual(default, plan.ExpectedConfigHash);
            Assert.InRange(plan.RemoveSemaphores.Length, 0, MutexResponder.Remediation.Plan.MaxSemaphores);
        }
    }

    private static DiagnosisResult Diagnose(Evidence evidence) =>
        Diagnoser.Diagnose(evidence, ImmutableArray<Signal>.Empty, RecoveryKind.Reboot, RemedyStyle.ConfAvailable);
}
