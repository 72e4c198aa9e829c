using MutexResponder.Lambda.Events;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Ports;

namespace MutexResponder.Lambda.Routing;

/// <summary>The function: reads the event once and gives it to its route.</summary>
public sealed class ResponderFunction(
    EventReader reader,
    LogDeliveryRoute logs,
    CommandEndedRoute commands,
    TickRoute ticks,
    ManualRoute manual,
    WidgetRoute widgets,
    RouteJournal journal) : IHandleInvocations
{
    /// <summary>
    /// The alias of the function that the runbooks' role may invoke. Whoever may pass that role can run a document of his own with it: all that he
    /// can send are answers to a waiting plan.
    /// </summary>
    public const string AnswersAlias = "answers";

    public async Task<FunctionReply> HandleAsync(Stream payload, InvocationContext context, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? bytes = await PayloadStream.ReadAsync(payload, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            throw new FunctionErrorException("InvalidEvent.too-large", $"The payload has more than {PayloadStream.MaxBytes} bytes.");
        }

        EventReading reading = reader.Read(bytes.Value);
        bool isFromRunbook = IsOfAnswersAlias(context.FunctionArn);
        if (isFromRunbook && reading.Event is not ManualRequested { Reading.Request.IsAnswer: true })
        {
            return manual.Refuse(reading.Event?.Name ?? "unknown", Replied.AnswersOnly(AnswersAlias));
        }

        if (!reading.IsEvent)
        {
            throw new FunctionErrorException($"InvalidEvent.{reading.Error.Code}", reading.Error.Message);
        }

        try
        {
            return reading.Event switch
            {
                LogsDelivered delivered => await logs.HandleAsync(delivered, cancellationToken).ConfigureAwait(false),
                CommandEnded ended => await commands.HandleAsync(ended, cancellationToken).ConfigureAwait(false),
                ScheduleTicked tick => await ticks.HandleAsync(tick, cancellationToken).ConfigureAwait(false),
                ManualRequested requested => await manual.HandleAsync(requested, isFromRunbook, cancellationToken).ConfigureAwait(false),
                WidgetRequested widget => await widgets.HandleAsync(widget, context.FunctionArn, cancellationToken).ConfigureAwait(false),
                UnrelatedEvent unrelated => journal.Ignored(unrelated.Name, unrelated.Why),
                _ => throw new InvalidOperationException($"No route for {reading.Event.Name}."),
            };
        }
        catch (RemoteCallException e)
        {
            // Also where trying again cannot help: the event must reach the dead letters rather than be forgotten.
            throw new FunctionErrorException($"RemoteCall.{RouteJournal.ReasonOf(e)}", e.Message, e);
        }
    }

    /// <summary>
    /// <c>arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME:ALIAS</c>: a function's own ARN has one part less, and may be called as the alias is.
    /// </summary>
    private static bool IsOfAnswersAlias(string arn) => arn.Split(':') is [_, _, _, _, _, _, _, AnswersAlias];
}
