using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MutexResponder.Lambda.Store;

namespace MutexResponder.Simulation.Aws;

/// <summary>The table as <see cref="IncidentTable"/> states it.</summary>
internal static class TableOfIncidents
{
    public static CreateTableRequest Named(string name) => new()
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        KeySchema = [new(IncidentTable.KeyAttribute, KeyType.HASH)],
        AttributeDefinitions =
        [
            new(IncidentTable.KeyAttribute, ScalarAttributeType.S),
            new(IncidentTable.UnfinishedAttribute, ScalarAttributeType.S),
            new(IncidentTable.OpenedAtAttribute, ScalarAttributeType.S),
            new(IncidentTable.EndedAttribute, ScalarAttributeType.S),
            new(IncidentTable.ClosedAtAttribute, ScalarAttributeType.S),
        ],
        GlobalSecondaryIndexes =
        [
            new()
            {
                IndexName = IncidentTable.UnfinishedIndex,
                KeySchema = [new(IncidentTable.UnfinishedAttribute, KeyType.HASH), new(IncidentTable.OpenedAtAttribute, KeyType.RANGE)],
                Projection = new()
                {
                    ProjectionType = ProjectionType.INCLUDE,
                    NonKeyAttributes = [.. IncidentTable.UnfinishedProjection],
                },
            },
            new()
            {
                IndexName = IncidentTable.EndedIndex,
                KeySchema = [new(IncidentTable.EndedAttribute, KeyType.HASH), new(IncidentTable.ClosedAtAttribute, KeyType.RANGE)],
                Projection = new() { ProjectionType = ProjectionType.INCLUDE, NonKeyAttributes = [.. IncidentTable.EndedProjection] },
            },
        ],
    };
}
