using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Lab.Agent;

/// <summary>The agent, seen as the function sees it: through SSM.</summary>
public sealed class LabAgentTests
{
    private const string GuardedDocument = """
        schemaVersion: "2.2"
        mainSteps:
          - name: apply
            action: aws:runShellScript
            inputs: { timeoutSeconds: "60", onFailure: exit, runCommand: [apply] }
          - name: recover
            action: aws:runShellScript
            inputs: { timeoutSeconds: "60", onFailure: exit, runCommand: [recover] }
          - name: collect
            action: aws:runShellScript
            inputs: { timeoutSeconds: "60", finallyStep: true, runCommand: [collect] }
        """;

    [Fact]
    public async Task Steps_AllSucceeding_RunInOrderAndReportTheirOutput()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(call => ScriptRun.Ended(0, $"ran {call.Script}"));

        CommandInvocation ended = await aws.RunAsync(request => request.Parameters = new() { ["word"] = ["brisk"] });

        Assert.Equal(CommandInvocationStatus.Success, ended.Status);
        Assert.Equal(["first brisk", "second"], machine.Calls.Select(call => call.Script));
        Assert.Equal(["ran first brisk", "ran second"], ended.CommandPlugins.Select(plugin => plugin.Output));
        Assert.Equal(TimeSpan.FromSeconds(60), machine.Calls[0].Timeout);
        Assert.Equal(ended.CommandId, machine.Calls[0].Environment["SSM_COMMAND_ID"]);
    }

    [Theory]
    [InlineData(AgentVersion.New, "slow")]
    [InlineData(AgentVersion.Old, null)]
    public async Task EnvironmentParameter_ReachesTheScript_OnNewAgentsOnly(AgentVersion version, string? expected)
    {
        await using LabAws aws = await LabAws.StartAsync();
        var machine = new ScriptedMachine(LabAws.Web, _ => ScriptRun.Ended(0));
        aws.Endpoint.Register(machine, new InstanceProfile(), LabAws.QuickAgent with { Version = version });
        aws.Endpoint.AddDocument("Doc", LabAws.Document("""
            schemaVersion: "2.2"
            parameters: { mode: { type: String, interpolationType: ENV_VAR } }
            mainSteps: [{ name: only, action: "aws:runShellScript", inputs: { runCommand: ["{{ mode }}"] } }]
            """));

        await aws.RunAsync(request => request.Parameters = new() { ["mode"] = ["slow"] });

        Assert.Equal(expected, machine.Calls[0].Environment.GetValueOrDefault("SSM_mode"));
        Assert.Equal("slow", machine.Calls[0].Script);
    }

    [Fact]
    public async Task Exit194_RebootsAndRunsTheSameStepAgainFromItsTop()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(
            call => call.Script == "recover" && call.BootId == "boot-1"
                ? ScriptRun.Ended(ExitCodes.Reboot, "before;", "one;")
                : ScriptRun.Ended(0, "after", "two"),
            GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Success, ended.Status);
        Assert.Equal(["apply@boot-1", "recover@boot-1", "recover@boot-2", "collect@boot-2"], machine.Calls.Select(call => $"{call.Script}@{call.BootId}"));
        Assert.Equal(1, machine.ShutdownCount);
        GetCommandInvocationResponse recover = await aws.Ssm.GetCommandInvocationAsync(
            new GetCommandInvocationRequest { CommandId = ended.CommandId, InstanceId = ended.InstanceId, PluginName = "recover" },
            TestContext.Current.CancellationToken);
        Assert.Equal("before;after", recover.StandardOutputContent);
        Assert.Equal("one;two", recover.StandardErrorContent);
        Assert.Equal(0, recover.ResponseCode);
    }

    [Fact]
    public async Task Exit194_WhereTheScriptRebootedFaster_AsksForNoSecondReboot()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine? machine = null;
        machine = aws.AddMachine(
            call =>
            {
                if (call.Script != "recover" || call.BootId != "boot-1")
                {
                    return ScriptRun.Ended(0);
                }

                machine!.Reboot();
                return ScriptRun.Ended(ExitCodes.Reboot);
            },
            GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Success, ended.Status);
        Assert.Equal(0, machine.ShutdownCount);
        Assert.Equal("boot-2", machine.BootId);
    }

    [Fact]
    public async Task MachineGoingDownUnderAStep_RunsThatStepAgainAfterBoot()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine? machine = null;
        machine = aws.AddMachine(
            call =>
            {
                if (call.Script != "recover" || call.BootId != "boot-1")
                {
                    return ScriptRun.Ended(0, "whole");
                }

                machine!.Reboot();
                return ScriptRun.WentDown("half;");
            },
            GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Success, ended.Status);
        Assert.Equal(["apply", "recover", "recover", "collect"], machine.Calls.Select(call => call.Script));
        Assert.Equal("half;whole", ended.CommandPlugins[1].Output);
        Assert.Equal(0, machine.ShutdownCount);
    }

    [Fact]
    public async Task Exit194_WithoutEnd_IsResumedFifteenTimesAndNeverAnswered()
    {
        await using LabAws aws = await LabAws.StartAsync();
        int passes = 0;
        ScriptedMachine machine = aws.AddMachine(
            call =>
            {
                // It would end at the 17th pass, which is one more than the agent makes.
                return call.Script == "apply" && ++passes <= 16 ? ScriptRun.Ended(ExitCodes.Reboot) : ScriptRun.Ended(0);
            },
            GuardedDocument);
        string looping = await aws.SendAsync();
        aws.Endpoint.AddDocument("Next", LabAws.Document("""
            schemaVersion: "2.2"
            mainSteps: [{ name: only, action: "aws:runShellScript", inputs: { runCommand: [next] } }]
            """));

        CommandInvocation next = await aws.RunAsync(request => request.DocumentName = "Next");

        Assert.Equal(CommandInvocationStatus.Success, next.Status);
        Assert.Equal(16, machine.Calls.Count(call => call.Script == "apply"));
        Assert.Equal(CommandInvocationStatus.InProgress, (await aws.InvocationAsync(looping)).Status);
    }

    [Fact]
    public async Task OnFailureExit_SkipsTheRest_ButNotTheFinallyStep()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(call => ScriptRun.Ended(call.Script == "apply" ? 12 : 0), GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Failed, ended.Status);
        Assert.Equal(["apply", "collect"], machine.Calls.Select(call => call.Script));
        Assert.Equal([12, 0, 0], ended.CommandPlugins.Select(plugin => plugin.ResponseCode!.Value));
        Assert.Equal(["Failed", "Success", "Success"], ended.CommandPlugins.Select(plugin => plugin.Status.Value));
        Assert.Contains("recover was skipped", ended.CommandPlugins[1].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnFailure_DoesNotFireOnATimeout()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(call => call.Script == "apply" ? ScriptRun.Stopped("so far") : ScriptRun.Ended(0), GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.TimedOut, ended.Status);
        Assert.Equal("Execution Timed Out", ended.StatusDetails);
        Assert.Equal(["apply", "recover", "collect"], machine.Calls.Select(call => call.Script));
        Assert.Equal(137, ended.CommandPlugins[0].ResponseCode);
        Assert.Equal("so far", ended.CommandPlugins[0].Output);
    }

    [Theory]
    [InlineData(168, "Success")]
    [InlineData(169, "Failed")]
    public async Task Exit168And169_SkipTheRest_ButNotTheFinallyStep(int exitCode, string status)
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(call => ScriptRun.Ended(call.Script == "apply" ? exitCode : 0), GuardedDocument);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(status, ended.Status.Value);
        Assert.Equal(["apply", "collect"], machine.Calls.Select(call => call.Script));
    }

    [Fact]
    public async Task Failure_WithoutOnFailure_LetsTheNextStepRun()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(call => ScriptRun.Ended(call.Script == "second" ? 0 : 1));

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Failed, ended.Status);
        Assert.Equal(2, machine.Calls.Count);
    }

    [Fact]
    public async Task SuccessAndExit_TurnsAFailureIntoASuccess()
    {
        await using LabAws aws = await LabAws.StartAsync();
        ScriptedMachine machine = aws.AddMachine(_ => ScriptRun.Ended(3), """
            schemaVersion: "2.2"
            mainSteps:
              - { name: one, action: "aws:runShellScript", inputs: { onFailure: successAndExit, runCommand: [one] } }
              - { name: two, action: "aws:runShellScript", inputs: { runCommand: [two] } }
            """);

        CommandInvocation ended = await aws.RunAsync();

        Assert.Equal(CommandInvocationStatus.Success, ended.Status);
        Assert.Single(machine.Calls);
    }

    [Fact]
    public async Task Output_BeyondTheLimits_IsCutWhereSsmCutsIt()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0, new string('o', 30_000), new string('e', 9_000)));

        CommandInvocation ended = await aws.RunAsync();
        GetCommandInvocationResponse first = await aws.Ssm.GetCommandInvocationAsync(
            new GetCommandInvocationRequest { CommandId = ended.CommandId, InstanceId = ended.InstanceId, PluginName = "first" },
            TestContext.Current.CancellationToken);

        Assert.Equal(24_000, first.StandardOutputContent.Length);
        Assert.EndsWith("--output truncated--", first.StandardOutputContent, StringComparison.Ordinal);
        Assert.Equal(8_000, first.StandardErrorContent.Length);
        Assert.InRange(ended.CommandPlugins[0].Output.Length, 2_400, 2_500);
    }

    [Fact]
    public async Task Commands_OfOneMachine_RunOneAfterAnother()
    {
        await using LabAws aws = await LabAws.StartAsync();
        int running = 0;
        int most = 0;
        aws.AddMachine(async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return ScriptRun.Ended(0);
        });

        for (int sent = 0; sent < 5; sent++)
        {
            await aws.SendAsync();
        }

        for (int ended = 0; ended < 5; ended++)
        {
            await aws.Events.NextAsync();
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Cancel_OfARunningCommand_StopsItsScript()
    {
        await using LabAws aws = await LabAws.StartAsync();
        var began = new TaskCompletionSource();
        ScriptedMachine machine = aws.AddMachine(async (_, stop) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return ScriptRun.Ended(0);
        });
        string commandId = await aws.SendAsync();
        await began.Task.WithinBound();

        await aws.Ssm.CancelCommandAsync(new CancelCommandRequest { CommandId = commandId }, TestContext.Current.CancellationToken);
        await aws.Events.NextAsync();

        Assert.Equal(CommandInvocationStatus.Cancelled, (await aws.InvocationAsync(commandId)).Status);
        Assert.Single(machine.Calls);
    }

    [Fact]
    public async Task AgentAbsent_CommandTimesOutAtItsExpiry_AndIsNotRunLater()
    {
        var time = new FakeTimeProvider();
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time });
        var machine = new ScriptedMachine(LabAws.Web, _ => ScriptRun.Ended(0));
        RegisteredInstance instance = aws.Endpoint.Register(machine, new InstanceProfile());
        aws.Endpoint.AddDocument("Doc", LabAws.Document(LabAws.TwoStepDocument));
        instance.Agent!.Disconnect();
        string commandId = await aws.SendAsync(request => request.TimeoutSeconds = 30);

        // 30 s for the delivery, and 60 s for each of the two steps.
        time.Advance(TimeSpan.FromSeconds(149));
        Assert.Equal(CommandInvocationStatus.Pending, (await aws.InvocationAsync(commandId)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        await aws.Events.NextAsync();
        CommandInvocation ended = await aws.InvocationAsync(commandId);
        Assert.Equal(CommandInvocationStatus.TimedOut, ended.Status);
        Assert.Equal("Delivery Timed Out", ended.StatusDetails);

        instance.Agent.Reconnect();
        await aws.SendAsync();
        await aws.Events.NextAsync();
        Assert.Equal(2, machine.Calls.Count);
    }

    [Fact]
    public async Task MachineThatNeverComesBack_TimesOut_AndLaterCommandsRun()
    {
        var time = new FakeTimeProvider();
        await using LabAws aws = await LabAws.StartAsync(new AwsEndpointOptions { Time = time, Agents = LabAws.QuickAgent });
        var asked = new TaskCompletionSource();
        bool stuck = true;
        ScriptedMachine machine = aws.AddMachine(_ =>
        {
            asked.TrySetResult();
            return ScriptRun.Ended(stuck ? ExitCodes.Reboot : 0);
        });
        machine.ObeysShutdown = false;
        string commandId = await aws.SendAsync(request => request.TimeoutSeconds = 30);
        await asked.Task.WithinBound();
        stuck = false;

        time.Advance(TimeSpan.FromSeconds(150));
        await aws.Events.NextAsync();
        Assert.Equal("Delivery Timed Out", (await aws.InvocationAsync(commandId)).StatusDetails);

        CommandInvocation next = await aws.RunAsync();
        Assert.Equal(CommandInvocationStatus.Success, next.Status);
    }
}
