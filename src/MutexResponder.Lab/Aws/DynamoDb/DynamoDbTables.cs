using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Aws.DynamoDb;

/// <summary>
/// As much of DynamoDB as the store asks for, in memory and in its own words (API version 2012-08-10, AWS JSON 1.0; DynamoDB Developer
/// Guide, "Expressions"). Requests come one after another, which is the serial order that DynamoDB promises for transactions and single
/// items. What it does not model it refuses, so that nobody takes silence for success. The store's contract tests hold it, and another
/// DynamoDB beside it, to the same: <c>tests/MutexResponder.Tests/Store/README.md</c>.
/// </summary>
/// <param name="follow">Brings an index up to its table: now, where nothing is given, or later, as the caller has it.</param>
internal sealed partial class DynamoDbTables(Action<Action>? follow = null)
{
    private static readonly string[] AttributeMaps = ["ExpressionAttributeNames", "ExpressionAttributeValues"];

    private const int MaxItemBytes = 400 * 1024;
    private const string ConditionFailed = "ConditionalCheckFailed";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private readonly Action<Action> _follow = follow ?? (act => act());

    /// <param name="operation">Such as <c>PutItem</c>.</param>
    /// <param name="request">Its members.</param>
    /// <exception cref="AwsErrorException">DynamoDB refuses it, or it is not modelled.</exception>
    public JsonObject Answer(string operation, JsonNode request)
    {
        lock (_gate)
        {
            return operation switch
            {
                "CreateTable" => CreateTable(request),
                "GetItem" => Found(TableOf(request).Items.GetValueOrDefault(KeyIn(TableOf(request), request["Key"]!))),
                "DeleteItem" => Delete(request),
                "BatchGetItem" => BatchGet(request),
                "PutItem" or "UpdateItem" => Write([request], isTransaction: false),
                "TransactWriteItems" => Write([.. request["TransactItems"]!.AsArray().Select(item => item!["Put"] ?? item["Update"] ?? item["ConditionCheck"] ?? throw NotModelled(item.ToJsonString()))], isTransaction: true),
                "Query" => Query(request),
                _ => throw NotModelled(operation),
            };
        }
    }

    private JsonObject CreateTable(JsonNode request)
    {
        Dictionary<string, Index> indexes = request["GlobalSecondaryIndexes"]!.AsArray().ToDictionary(index => (string)index!["IndexName"]!, index => new Index(
            KeyOf(index!, "HASH"), KeyOf(index!, "RANGE"), [.. index!["Projection"]!["NonKeyAttributes"]!.AsArray().Select(name => (string)name!)]));
        _tables[(string)request["TableName"]!] = new Table(KeyOf(request, "HASH"), indexes, new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        return new JsonObject { ["TableDescription"] = new JsonObject { ["TableStatus"] = "ACTIVE" } };

        static string KeyOf(JsonNode schema, string type) => (string)schema["KeySchema"]!.AsArray().Single(key => (string)key!["KeyType"]! == type)!["AttributeName"]!;
    }

    private JsonObject Delete(JsonNode request)
    {
        Table table = TableOf(request);
        string key = KeyIn(table, request["Key"]!);
        CheckNames(request);
        if (request["ConditionExpression"] is { } condition && !Holds((string)condition!, request, table.Items.GetValueOrDefault(key)))
        {
            throw Refusal("ConditionalCheckFailedException", "The conditional request failed");
        }

        table.Items.Remove(key);
        Follow(table, key);
        return [];
    }

    /// <summary>Of one table, at most 100 keys, each once, and of each item its key alone.</summary>
    private JsonObject BatchGet(JsonNode request)
    {
        (string name, JsonNode? asked) = request["RequestItems"]!.AsObject().Single();
        Table table = TableOf(new JsonObject { ["TableName"] = name });
        string[] keys = [.. asked!["Keys"]!.AsArray().Select(key => KeyIn(table, key!))];
        if (keys.Length is < 1 or > 100 || keys.Distinct().Count() < keys.Length)
        {
            throw Refusal("ValidationException", "1 to 100 keys, each of them once");
        }

        if ((string?)asked["ProjectionExpression"] is not { } projection || NameOf(asked, projection) != table.Hash)
        {
            throw NotModelled(request.ToJsonString());
        }

        JsonObject[] found = [.. keys.Where(table.Items.ContainsKey).Select(key => new JsonObject { [table.Hash] = new JsonObject { ["S"] = key } })];
        return new JsonObject { ["Responses"] = new JsonObject { [name] = new JsonArray([.. found]) }, ["UnprocessedKeys"] = new JsonObject() };
    }

    /// <summary>All or nothing: every condition is looked at before anything is written.</summary>
    private JsonObject Write(JsonNode[] writes, bool isTransaction)
    {
        List<(Table Table, string Key, JsonObject? After)> results = [];
        List<JsonObject> reasons = [];
        foreach (JsonNode write in writes)
        {
            Table table = TableOf(write);
            string key = KeyIn(table, write["Item"] ?? write["Key"]!);
            JsonObject? before = table.Items.GetValueOrDefault(key);
            CheckNames(write);
            bool holds = write["ConditionExpression"] is not { } condition || ((string)condition!).Split(" OR ").Any(terms => terms.Split(" AND ").All(term => Holds(term, write, before)));
            JsonObject reason = new() { ["Code"] = holds ? "None" : ConditionFailed };
            if (!holds)
            {
                reason["Message"] = "The conditional request failed";
                if ((string?)write["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD" && before is not null)
                {
                    reason["Item"] = before.DeepClone();
                }
            }

            reasons.Add(reason);
            JsonObject? after = write["Item"] is { } item ? (JsonObject)item.DeepClone() : write["UpdateExpression"] is null ? null : Updated(table, key, before, write);
            if (after is not null && SizeOf(after) > MaxItemBytes)
            {
                throw Refusal("ValidationException", "Item size has exceeded the maximum allowed size");
            }

            results.Add((table, key, after));
        }

        if (results.DistinctBy(result => (result.Table, result.Key)).Count() < results.Count)
        {
            throw Refusal("ValidationException", "Transaction request cannot include multiple operations on one item");
        }

        if (reasons.Exists(reason => (string)reason["Code"]! != "None"))
        {
            throw isTransaction
                ? Refusal("TransactionCanceledException", $"Transaction cancelled, please refer cancellation reasons for specific reasons [{string.Join(", ", reasons.Select(reason => reason["Code"]))}]", ("CancellationReasons", new JsonArray([.. reasons])))
                : Refusal("ConditionalCheckFailedException", "The conditional request failed", ("Item", reasons[0]["Item"]?.DeepClone()));
        }

        foreach ((Table table, string key, JsonObject? after) in results)
        {
            if (after is not null)
            {
                table.Items[key] = after;
                Follow(table, key);
            }
        }

        return (string?)writes[0]["ReturnValues"] switch
        {
            null => [],
            "ALL_NEW" when !isTransaction => new JsonObject { ["Attributes"] = results[0].After?.DeepClone() },
            var other => throw NotModelled(other),
        };
    }

    /// <summary>An index is behind its table, and never ahead of what it had.</summary>
    private void Follow(Table table, string key) => _follow(() =>
    {
        if (table.Items.TryGetValue(key, out JsonObject? now))
        {
            table.Indexed[key] = now;
        }
        else
        {
            table.Indexed.Remove(key);
        }
    });

    private JsonObject Query(JsonNode request)
    {
        Table table = TableOf(request);
        CheckNames(request);
        Match equals = Equality().Match((string)request["KeyConditionExpression"]!);
        bool isForward = (bool)request["ScanIndexForward"]!;
        if (!table.Indexes.TryGetValue((string?)request["IndexName"] ?? "", out Index? index) || !equals.Success || NameOf(request, equals.Groups[1].Value) != index.Hash)
        {
            throw NotModelled(request.ToJsonString());
        }

        string wanted = (string)ValueOf(request, equals.Groups[2].Value)["S"]!;
        (string Range, string Key)? after = request["ExclusiveStartKey"] is { } start ? ((string)start[index.Range]!["S"]!, (string)start[table.Hash]!["S"]!) : null;
        JsonObject[] found = [.. table.Indexed.Values
            .Where(item => (string?)item[index.Hash]?["S"] == wanted && item[index.Range] is not null)
            .Select(item => new JsonObject(new[] { table.Hash, index.Hash, index.Range }.Concat(index.Projected).Where(item.ContainsKey).Select(name => KeyValuePair.Create(name, item[name]?.DeepClone()))))
            .OrderBy(item => (string)item[index.Range]!["S"]!, StringComparer.Ordinal).ThenBy(item => (string)item[table.Hash]!["S"]!, StringComparer.Ordinal)
            .Where(item => after is not { } mark || Compare(((string)item[index.Range]!["S"]!, (string)item[table.Hash]!["S"]!), mark) * (isForward ? 1 : -1) > 0)];
        found = [.. (isForward ? found : found.Reverse()).Take((int)request["Limit"]!)];
        var answer = new JsonObject { ["Items"] = new JsonArray([.. found]), ["Count"] = found.Length };
        if (found.Length == (int)request["Limit"]!)
        {
            answer["LastEvaluatedKey"] = new JsonObject(new[] { table.Hash, index.Hash, index.Range }.Select(name => KeyValuePair.Create(name, found[^1][name]?.DeepClone())));
        }

        return answer;

        static int Compare((string Range, string Key) one, (string Range, string Key) other) =>
            string.CompareOrdinal(one.Range, other.Range) is not 0 and int range ? range : string.CompareOrdinal(one.Key, other.Key);
    }

    private static bool Holds(string term, JsonNode request, JsonObject? item)
    {
        Match match = Condition().Match(term);
        if (!match.Success)
        {
            throw NotModelled(term);
        }

        JsonNode? attribute = item?[NameOf(request, match.Groups["name"].Value)];
        JsonNode? value = match.Groups["value"].Success ? ValueOf(request, match.Groups["value"].Value) : null;
        return match.Groups["kind"].Value switch
        {
            "attribute_not_exists" => attribute is null,
            "contains" => attribute?["SS"]?.AsArray().Any(member => (string)member! == (string)value!["S"]!) == true,
            ">" => attribute is not null && long.Parse((string)attribute["N"]!, CultureInfo.InvariantCulture) > long.Parse((string)value!["N"]!, CultureInfo.InvariantCulture),
            "size" => attribute?["SS"] is JsonArray set && set.Count < int.Parse((string)value!["N"]!, CultureInfo.InvariantCulture),
            _ => attribute is not null && JsonNode.DeepEquals(attribute, value),
        };
    }

    /// <summary>SET of one attribute, ADD to a number before it; ADD to a set of strings, or DELETE from it; a set that is empty does not exist.</summary>
    private static JsonObject? Updated(Table table, string key, JsonObject? before, JsonNode update)
    {
        if (Assignment().Match((string)update["UpdateExpression"]!) is { Success: true } assignment)
        {
            JsonObject assigned = (JsonObject?)before?.DeepClone() ?? new JsonObject { [table.Hash] = new JsonObject { ["S"] = key } };
            if (assignment.Groups["number"].Success)
            {
                string number = NameOf(update, assignment.Groups["number"].Value);
                long sum = long.Parse((string?)assigned[number]?["N"] ?? "0", CultureInfo.InvariantCulture)
                    + long.Parse((string)ValueOf(update, assignment.Groups["sum"].Value)["N"]!, CultureInfo.InvariantCulture);
                assigned[number] = new JsonObject { ["N"] = sum.ToString(CultureInfo.InvariantCulture) };
            }

            assigned[NameOf(update, assignment.Groups["name"].Value)] = ValueOf(update, assignment.Groups["value"].Value).DeepClone();
            return assigned;
        }

        Match match = SetUpdate().Match((string)update["UpdateExpression"]!);
        if (!match.Success)
        {
            throw NotModelled((string)update["UpdateExpression"]!);
        }

        string name = NameOf(update, match.Groups[2].Value);
        SortedSet<string> set = new(Members(before?[name]), StringComparer.Ordinal);
        IEnumerable<string> given = Members(ValueOf(update, match.Groups[3].Value));
        if (match.Groups[1].Value == "ADD")
        {
            set.UnionWith(given);
        }
        else if (before is null)
        {
            return null;
        }
        else
        {
            set.ExceptWith(given);
        }

        JsonObject after = before is null ? new JsonObject { [table.Hash] = new JsonObject { ["S"] = key } } : (JsonObject)before.DeepClone();
        after.Remove(name);
        if (set.Count > 0)
        {
            after[name] = new JsonObject { ["SS"] = new JsonArray([.. set.Select(member => (JsonNode)member)]) };
        }

        return after;

        static IEnumerable<string> Members(JsonNode? attribute) => attribute?["SS"]?.AsArray().Select(member => (string)member!) ?? [];
    }

    /// <summary>DynamoDB refuses a name or a value that no expression uses.</summary>
    private static void CheckNames(JsonNode request)
    {
        string expressions = $"{request["ConditionExpression"]} {request["UpdateExpression"]} {request["KeyConditionExpression"]} ";
        foreach (string given in AttributeMaps.SelectMany(map => request[map]?.AsObject().Select(pair => pair.Key) ?? []))
        {
            if (!Regex.IsMatch(expressions, Regex.Escape(given) + @"\b"))
            {
                throw Refusal("ValidationException", $"Value provided in expression attributes unused in expressions: keys: {{{given}}}");
            }
        }
    }

    private Table TableOf(JsonNode request) =>
        _tables.GetValueOrDefault((string)request["TableName"]!) ?? throw Refusal("ResourceNotFoundException", "Requested resource not found");

    private static string KeyIn(Table table, JsonNode attributes) =>
        (string?)attributes[table.Hash]?["S"] ?? throw Refusal("ValidationException", "One of the required keys was not given a value");

    private static string NameOf(JsonNode request, string placeholder) =>
        (string?)request["ExpressionAttributeNames"]?[placeholder] ?? throw Refusal("ValidationException", $"An expression attribute name used in the document path is not defined; attribute name: {placeholder}");

    private static JsonNode ValueOf(JsonNode request, string placeholder) =>
        request["ExpressionAttributeValues"]?[placeholder] ?? throw Refusal("ValidationException", $"An expression attribute value used in expression is not defined; attribute value: {placeholder}");

    private static JsonObject Found(JsonObject? item) => item is null ? [] : new JsonObject { ["Item"] = item.DeepClone() };

    // Names and values in UTF-8; binary data counts unpacked from Base64.
    private static int SizeOf(JsonObject item) => item.Sum(attribute =>
        Encoding.UTF8.GetByteCount(attribute.Key) + attribute.Value!.AsObject().Sum(value => value.Key == "B" ? Convert.FromBase64String((string)value.Value!).Length : Encoding.UTF8.GetByteCount(value.Value!.ToString())));

    private static AwsErrorException NotModelled(string? what) => Refusal("ValidationException", $"This double does not model: {what}");

    private static AwsErrorException Refusal(string code, string message, params (string Name, JsonNode? Value)[] more) =>
        new(code, message) { Members = more.Where(one => one.Value is not null).ToDictionary(one => one.Name, one => one.Value!) };

    [GeneratedRegex(@"^(#\w+) = (:\w+)$")]
    private static partial Regex Equality();

    [GeneratedRegex(@"^(?:(?<kind>attribute_not_exists)\((?<name>#\w+)\)|(?<name>#\w+) (?<kind>[=>]) (?<value>:\w+)|(?<kind>contains)\((?<name>#\w+), (?<value>:\w+)\)|(?<kind>size)\((?<name>#\w+)\) < (?<value>:\w+))$")]
    private static partial Regex Condition();

    [GeneratedRegex(@"^(?:ADD (?<number>#\w+) (?<sum>:\w+) )?SET (?<name>#\w+) = (?<value>:\w+)$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^(ADD|DELETE) (#\w+) (:\w+)$")]
    private static partial Regex SetUpdate();

    /// <param name="Indexed">The items as the indexes have them.</param>
    private sealed record Table(string Hash, Dictionary<string, Index> Indexes, SortedDictionary<string, JsonObject> Items, SortedDictionary<string, JsonObject> Indexed);

    private sealed record Index(string Hash, string Range, string[] Projected);
}
