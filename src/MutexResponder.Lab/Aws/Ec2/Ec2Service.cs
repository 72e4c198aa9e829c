using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>EC2's wire protocol: a form with an Action in, XML out. Source: EC2 API Reference, and what AWSSDK.EC2 reads.</summary>
internal sealed class Ec2Service : IAwsService
{
    public static readonly XNamespace Xml = "http://ec2.amazonaws.com/doc/2016-11-15/";
    private const string FormType = "application/x-www-form-urlencoded";
    private const string ReplyType = "text/xml;charset=UTF-8";

    private readonly Dictionary<string, Func<Ec2Request, XElement[]>> _operations;

    public Ec2Service(InstanceDirectory instances, AwsEndpointOptions options) => _operations = new(StringComparer.Ordinal)
    {
        ["DescribeInstances"] = new DescribeInstances(instances, options).Do,
        ["RebootInstances"] = new RebootInstances(instances).Do,
    };

    public string Name => "ec2";

    public bool Speaks(HttpRequest request) => request.ContentType?.StartsWith(FormType, StringComparison.OrdinalIgnoreCase) == true;

    public IAwsRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        Dictionary<string, StringValues> form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Span));
        return new Request(this, new Ec2Request(form.ToDictionary(entry => entry.Key, entry => entry.Value.ToString(), StringComparer.Ordinal)));
    }

    public AwsReply Error(AwsErrorException error) => Reply(error.HttpStatus, new XElement(
        "Response",
        new XElement("Errors", new XElement("Error", new XElement("Code", error.Code), new XElement("Message", error.Message))),
        new XElement("RequestID", Guid.NewGuid().ToString())));

    public AwsErrorException ErrorFor(CallFault fault, string operation) => fault switch
    {
        CallFault.Throttle => new AwsErrorException("RequestLimitExceeded", "Request limit exceeded.", StatusCodes.Status503ServiceUnavailable),
        CallFault.ServerError => new AwsErrorException("InternalError", "An internal error has occurred.", StatusCodes.Status500InternalServerError),
        CallFault.Deny => new AwsErrorException("UnauthorizedOperation", $"You are not authorized to perform: ec2:{operation}", StatusCodes.Status403Forbidden),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Has no error."),
    };

    private static AwsReply Reply(int status, XElement root) =>
        new(status, ReplyType, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting));

    private sealed class Request(Ec2Service service, Ec2Request request) : IAwsRequest
    {
        public string Operation => request.Value("Action") ?? "";

        public string? Target => request.Value("InstanceId.1");

        public AwsReply Do() => service._operations.TryGetValue(Operation, out Func<Ec2Request, XElement[]>? perform)
            ? Reply(StatusCodes.Status200OK, new XElement(Xml + (Operation + "Response"), new XElement(Xml + "requestId", Guid.NewGuid().ToString()), perform(request)))
            : throw new AwsErrorException("InvalidAction", $"This endpoint does not know the action {Operation}.");
    }
}
