using Microsoft.AspNetCore.Http;

namespace MutexResponder.Lab.Aws;

/// <summary>Every AWS call takes this way: read, perhaps a fault, do, journal, answer.</summary>
internal sealed class AwsCallPipeline(IReadOnlyList<IAwsService> services, CallJournal journal, Func<CallInterceptor?> interceptor)
{
    public async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        if (services.FirstOrDefault(service => service.Speaks(context.Request)) is not { } service)
        {
            IncomingCall unknown = journal.Open("unknown", $"{context.Request.Method} {context.Request.Path}", null);
            journal.Close(unknown, "UnknownService");
            await WriteAsync(context, new AwsReply(StatusCodes.Status404NotFound, "text/plain", "This endpoint speaks SSM (JSON 1.1), DynamoDB (JSON 1.0), EC2 and SNS (query).")).ConfigureAwait(false);
            return;
        }

        IAwsRequest request = service.Read(context.Request, body.ToArray());
        IncomingCall call = journal.Open(service.Name, request.Operation, request.Target);
        CallFault fault = interceptor()?.Invoke(call) ?? CallFault.None;
        (AwsReply reply, string outcome) = Do(service, request, fault);
        if (fault == CallFault.LoseReply)
        {
            journal.Close(call, JournaledCall.ReplyLost);
            context.Abort();
            return;
        }

        journal.Close(call, outcome);
        await WriteAsync(context, reply).ConfigureAwait(false);
    }

    private static (AwsReply Reply, string Outcome) Do(IAwsService service, IAwsRequest request, CallFault fault)
    {
        try
        {
            return fault is CallFault.None or CallFault.LoseReply
                ? (request.Do(), JournaledCall.Success)
                : throw service.ErrorFor(fault, request.Operation);
        }
        catch (AwsErrorException error)
        {
            return (service.Error(error), error.Code);
        }
    }

    private static Task WriteAsync(HttpContext context, AwsReply reply)
    {
        context.Response.StatusCode = reply.HttpStatus;
        context.Response.ContentType = reply.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        return context.Response.WriteAsync(reply.Body, context.RequestAborted);
    }
}
