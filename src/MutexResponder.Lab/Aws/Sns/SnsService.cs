using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace MutexResponder.Lab.Aws.Sns;

/// <summary>SNS's query protocol, as far as Publish (SNS API Reference): a form in, XML out, and what SNS refuses of a subject and a message.</summary>
/// <param name="published">Told of each message that was taken.</param>
internal sealed class SnsService(Action<PublishedMessage> published) : IAwsService
{
    private const string Scope = "/sns/aws4_request";
    private const int MaxSubjectChars = 100;
    private const int MaxMessageBytes = 256 * 1024;
    private static readonly XNamespace Xml = "http://sns.amazonaws.com/doc/2010-03-31/";

    public string Name => "sns";

    /// <summary>By the scope of its signature: EC2 speaks in forms too.</summary>
    public bool Speaks(HttpRequest request) => request.Headers.Authorization.ToString().Contains(Scope, StringComparison.Ordinal);

    public IAwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body) => new Request(this, QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span)));

    public AwsReply Error(AwsErrorException error) => Reply(error.HttpStatus, new XElement(
        Xml + "ErrorResponse",
        new XElement(Xml + "Error", new XElement(Xml + "Type", "Sender"), new XElement(Xml + "Code", error.Code), new XElement(Xml + "Message", error.Message)),
        new XElement(Xml + "RequestId", Guid.NewGuid().ToString())));

    public AwsErrorException ErrorFor(CallFault fault, string operation) => fault switch
    {
        CallFault.Throttle => new AwsErrorException("Throttled", "Rate exceeded", StatusCodes.Status429TooManyRequests),
        CallFault.ServerError => new AwsErrorException("InternalError", "An internal error has occurred.", StatusCodes.Status500InternalServerError),
        CallFault.Deny => new AwsErrorException("AuthorizationError", $"You are not authorized to perform: sns:{operation}", StatusCodes.Status403Forbidden),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Has no error."),
    };

    private static AwsReply Reply(int status, XElement root) => new(status, "text/xml", root.ToString(SaveOptions.DisableFormatting));

    private AwsReply Publish(Dictionary<string, StringValues> form)
    {
        string topic = form.GetValueOrDefault("TopicArn").ToString(), message = form.GetValueOrDefault("Message").ToString();
        string? subject = form.TryGetValue("Subject", out StringValues given) ? given.ToString() : null;
        if (!topic.StartsWith("arn:aws:sns:", StringComparison.Ordinal))
        {
            throw new AwsErrorException("InvalidParameter", "Invalid parameter: TopicArn");
        }

        if (subject is not null && (subject.Length is 0 or >= MaxSubjectChars || !subject.All(c => c is >= ' ' and <= '~')))
        {
            throw new AwsErrorException("InvalidParameter", "Invalid parameter: Subject");
        }

        if (message.Length == 0 || Encoding.UTF8.GetByteCount(message) > MaxMessageBytes)
        {
            throw new AwsErrorException("InvalidParameter", "Invalid parameter: Message");
        }

        published(new PublishedMessage(topic, subject, message));
        return Reply(StatusCodes.Status200OK, new XElement(
            Xml + "PublishResponse", new XElement(Xml + "PublishResult", new XElement(Xml + "MessageId", Guid.NewGuid().ToString()))));
    }

    private sealed class Request(SnsService service, Dictionary<string, StringValues> form) : IAwsRequest
    {
        public string Operation => form.GetValueOrDefault("Action").ToString();

        public string? Target => form.GetValueOrDefault("TopicArn").ToString();

        public AwsReply Do() => Operation == "Publish" ? service.Publish(form) : throw new AwsErrorException("InvalidAction", $"This endpoint does not know the action {Operation}.");
    }
}

/// <summary>A message that a topic took.</summary>
/// <param name="TopicArn">The topic.</param>
/// <param name="Subject">Null where it has none.</param>
/// <param name="Text">The message.</param>
public sealed record PublishedMessage(string TopicArn, string? Subject, string Text);
