using System.Text.Json.Nodes;
using Amazon.SimpleSystemsManagement;
using MutexResponder.Lab.Agent;
using MutexResponder.Lab.Aws.Events;

namespace MutexResponder.Tests.Lab.Aws.Events;

public sealed class UnreliableEventSinkTests
{
    [Fact]
    public async Task CompletionEvents_AreLostDoubledAndHeld_AndTheCommandsEndAllTheSame()
    {
        await using LabAws aws = await LabAws.StartAsync();
        aws.AddMachine(_ => ScriptRun.Ended(0));
        EventFate[] fates = [EventFate.Lose, EventFate.Hold, EventFate.DeliverTwice, EventFate.Hold, EventFate.Deliver];
        var unreliable = new UnreliableEventSink(aws.Events, (number, _) => fates[number - 1]);
        aws.Endpoint.Events = unreliable;

        var commands = new List<string>();
        for (int sent = 0; sent < fates.Length; sent++)
        {
            commands.Add(await aws.SendAsync());
        }

        string[] received = [await NextCommandAsync(aws), await NextCommandAsync(aws), await NextCommandAsync(aws)];
        Assert.Equal([commands[2], commands[2], commands[4]], received);
        Assert.Equal(2, unreliable.ReleaseHeld());
        Assert.Equal([commands[3], commands[1]], [await NextCommandAsync(aws), await NextCommandAsync(aws)]);
        Assert.Equal(0, aws.Events.Waiting);
        foreach (string command in commands)
        {
            Assert.Equal(CommandInvocationStatus.Success, (await aws.InvocationAsync(command)).Status);
        }
    }

    private static async Task<string> NextCommandAsync(LabAws aws) =>
        (string)JsonNode.Parse((await aws.Events.NextAsync()).Json.Span)!["detail"]!["command-id"]!;
}
