using System.Globalization;
using System.Xml.Linq;

namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>DescribeInstances: by id or by filter, in pages.</summary>
internal sealed class DescribeInstances(InstanceDirectory instances, AwsEndpointOptions options)
{
    private const int MinPageSize = 5;
    private const int MaxPageSize = 1_000;

    public XElement[] Do(Ec2Request request)
    {
        IReadOnlyList<string> ids = request.List("InstanceId");
        IEnumerable<RegisteredInstance> found = ids.Count > 0 ? InstanceIds.Find(instances, ids) : instances.All;
        foreach ((string name, IReadOnlyList<string> values) in request.Filters())
        {
            Func<RegisteredInstance, bool> filter = InstanceFilter.Read(name, values);
            found = found.Where(filter);
        }

        (int start, int size) = Page(request, ids.Count > 0);
        RegisteredInstance[] rest = [.. found.Skip(start).Take(size + 1)];
        var reservations = new XElement(Ec2Service.Xml + "reservationSet", rest.Take(size).Select(Reservation));
        return rest.Length > size
            ? [reservations, new XElement(Ec2Service.Xml + "nextToken", (start + size).ToString(CultureInfo.InvariantCulture))]
            : [reservations];
    }

    private static (int Start, int Size) Page(Ec2Request request, bool byId)
    {
        int size = MaxPageSize;
        if (request.Value("MaxResults") is { } sizeText)
        {
            if (byId)
            {
                throw new AwsErrorException("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults");
            }

            if (!int.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < MinPageSize or > MaxPageSize)
            {
                throw new AwsErrorException("InvalidParameterValue", $"Value ( {sizeText} ) for parameter maxResults is invalid. Expecting a value from {MinPageSize} to {MaxPageSize}.");
            }
        }

        int start = 0;
        return request.Value("NextToken") is not { } token || int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start)
            ? (start, size)
            : throw new AwsErrorException("InvalidParameterValue", "Unable to parse pagination token");
    }

    private XElement Reservation(RegisteredInstance instance)
    {
        XNamespace xml = Ec2Service.Xml;
        InstanceProfile profile = instance.Profile;
        return new XElement(
            xml + "item",
            new XElement(xml + "reservationId", $"r-{instance.Id.Value[2..]}"),
            new XElement(xml + "ownerId", options.AccountId),
            new XElement(xml + "groupSet"),
            new XElement(
                xml + "instancesSet",
                new XElement(
                    xml + "item",
                    new XElement(xml + "instanceId", instance.Id.Value),
                    new XElement(
                        xml + "instanceState",
                        new XElement(xml + "code", StateCode(profile.State)),
                        new XElement(xml + "name", profile.State)),
                    new XElement(xml + "privateDnsName", profile.PrivateDnsName),
                    new XElement(xml + "privateIpAddress", profile.PrivateIpAddress),
                    new XElement(
                        xml + "tagSet",
                        profile.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag =>
                            new XElement(xml + "item", new XElement(xml + "key", tag.Key), new XElement(xml + "value", tag.Value)))))));
    }

    private static int StateCode(string state) => state switch
    {
        "pending" => 0,
        "running" => 16,
        "shutting-down" => 32,
        "terminated" => 48,
        "stopping" => 64,
        "stopped" => 80,
        _ => throw new InvalidOperationException($"'{state}' is not a state of an EC2 instance."),
    };
}
