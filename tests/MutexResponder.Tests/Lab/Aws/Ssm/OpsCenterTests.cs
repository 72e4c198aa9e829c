using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace MutexResponder.Tests.Lab.Aws.Ssm;

public sealed class OpsCenterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondOpenItem_OfOneDedupString_IsRefusedWithTheFirstsId()
    {
        await using LabAws aws = await LabAws.StartAsync();
        CreateOpsItemResponse first = await aws.Ssm.CreateOpsItemAsync(Item(), Token);

        OpsItemAlreadyExistsException refused = await Assert.ThrowsAsync<OpsItemAlreadyExistsException>(() => aws.Ssm.CreateOpsItemAsync(Item(), Token));

        Assert.Matches("^oi-[0-9a-f]{12}$", first.OpsItemId);
        Assert.Equal(first.OpsItemId, refused.OpsItemId);
    }

    [Fact]
    public async Task ResolvedItem_LetsANewOneBeMade_AndCannotBeReopenedBesideIt()
    {
        await using LabAws aws = await LabAws.StartAsync();
        CreateOpsItemResponse first = await aws.Ssm.CreateOpsItemAsync(Item(), Token);
        await aws.Ssm.UpdateOpsItemAsync(new UpdateOpsItemRequest { OpsItemId = first.OpsItemId, Status = OpsItemStatus.Resolved }, Token);

        CreateOpsItemResponse second = await aws.Ssm.CreateOpsItemAsync(Item(), Token);

        Assert.NotEqual(first.OpsItemId, second.OpsItemId);
        await Assert.ThrowsAsync<OpsItemAlreadyExistsException>(() => aws.Ssm.UpdateOpsItemAsync(
            new UpdateOpsItemRequest { OpsItemId = first.OpsItemId, Status = OpsItemStatus.Open }, Token));
    }

    [Fact]
    public async Task Update_IsReadBack()
    {
        await using LabAws aws = await LabAws.StartAsync();
        string id = (await aws.Ssm.CreateOpsItemAsync(Item(), Token)).OpsItemId;

        await aws.Ssm.UpdateOpsItemAsync(
            new UpdateOpsItemRequest
            {
                OpsItemId = id,
                Status = OpsItemStatus.InProgress,
                Description = "Remediating.",
                OperationalData = new() { ["phase"] = new OpsItemDataValue { Value = "Remediating", Type = OpsItemDataType.SearchableString } },
            },
            Token);
        OpsItem read = (await aws.Ssm.GetOpsItemAsync(new GetOpsItemRequest { OpsItemId = id }, Token)).OpsItem;

        Assert.Equal(OpsItemStatus.InProgress, read.Status);
        Assert.Equal("Remediating.", read.Description);
        Assert.Equal("Remediating", read.OperationalData["phase"].Value);
        Assert.Equal("2", read.Severity);
        Assert.Contains("/aws/dedup", read.OperationalData.Keys);
    }

    [Fact]
    public async Task Describe_FindsByStatusAndResource()
    {
        await using LabAws aws = await LabAws.StartAsync();
        string id = (await aws.Ssm.CreateOpsItemAsync(Item(), Token)).OpsItemId;
        await aws.Ssm.CreateOpsItemAsync(Item(dedup: "other"), Token);
        await aws.Ssm.UpdateOpsItemAsync(new UpdateOpsItemRequest { OpsItemId = id, Status = OpsItemStatus.InProgress }, Token);

        DescribeOpsItemsResponse found = await aws.Ssm.DescribeOpsItemsAsync(
            new DescribeOpsItemsRequest
            {
                OpsItemFilters =
                [
                    new OpsItemFilter { Key = OpsItemFilterKey.Status, Operator = OpsItemFilterOperator.Equal, Values = ["InProgress"] },
                    new OpsItemFilter { Key = OpsItemFilterKey.ResourceId, Operator = OpsItemFilterOperator.Equal, Values = [LabAws.Web.Value] },
                ],
            },
            Token);

        Assert.Equal([id], found.OpsItemSummaries.Select(item => item.OpsItemId));
    }

    [Theory]
    [InlineData("Source", "my-aws-tool")]
    [InlineData("Key", "aws-note")]
    [InlineData("Dedup", "no json")]
    [InlineData("Title", "")]
    public async Task WhatOpsCenterForbids_IsAnInvalidParameter(string member, string value)
    {
        await using LabAws aws = await LabAws.StartAsync();
        CreateOpsItemRequest request = Item();
        switch (member)
        {
            case "Source":
                request.Source = value;
                break;
            case "Key":
                request.OperationalData[value] = new OpsItemDataValue { Value = "x", Type = OpsItemDataType.String };
                break;
            case "Dedup":
                request.OperationalData["/aws/dedup"].Value = value;
                break;
            default:
                request.Title = value;
                break;
        }

        await Assert.ThrowsAsync<OpsItemInvalidParameterException>(() => aws.Ssm.CreateOpsItemAsync(request, Token));
    }

    private static CreateOpsItemRequest Item(string dedup = "mutex-i-0abc1234def567890") => new()
    {
        Title = "Accept mutex removed",
        Description = "AH00144 was seen.",
        Source = "mutex-responder",
        Severity = "2",
        OperationalData = new()
        {
            ["/aws/dedup"] = new OpsItemDataValue { Value = $$"""{"dedupString":"{{dedup}}"}""", Type = OpsItemDataType.SearchableString },
            ["/aws/resources"] = new OpsItemDataValue
            {
                Value = $$"""[{"arn":"arn:aws:ec2:us-east-1:123456789012:instance/{{LabAws.Web}}"}]""",
                Type = OpsItemDataType.SearchableString,
            },
        },
    };
}
