using System.Text.Encodings.Web;
using System.Text.Json;
using MutexResponder.Tests.Infra.Support;
using YamlDotNet.RepresentationModel;

namespace MutexResponder.Tests.Infra;

/// <summary>What AWS::Include asks of a file (CloudFormation User Guide, "AWS::Include transform").</summary>
public sealed class IncludedDocumentTests
{
    /// <summary>Systems Manager's quota for a document, 64 KB.</summary>
    private const int MaxDocumentChars = 64 * 1024;

    private static readonly JsonSerializerOptions s_asStored = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Locations { get; } =
    [
        .. Template.Main.IdsOfType("AWS::SSM::Document")
            .Select(logicalId => (string)Template.Main.Properties(logicalId)["Content"]!["Fn::Transform"]!["Parameters"]!["Location"]!),
    ];

    /// <summary>Where two of them change places, a look would change something.</summary>
    [Theory]
    [InlineData("InspectDocument", "inspect", "Command", "infra/ssm")]
    [InlineData("RemediateDocument", "remediate", "Command", "infra/ssm")]
    [InlineData("RollbackDocument", "rollback", "Command", "infra/ssm")]
    [InlineData("ApproveRunbook", "approve", "Automation", "infra/runbooks")]
    [InlineData("RejectRunbook", "reject", "Automation", "infra/runbooks")]
    public void Document_IsTheFileOfItsName_UpdatedAsANewVersion(string logicalId, string name, string type, string folder) => Assert.Equal(
        $"Name ${{AWS::StackName}}-{name}; DocumentType {type}; DocumentFormat JSON; {(type == "Command" ? "TargetType /AWS::EC2::Instance; " : "")}UpdateMethod NewVersion; "
            + $"Content Fn::Transform Name AWS::Include; Parameters Location {folder}/{name}.yaml",
        Template.Short(Template.Main.Properties(logicalId)));

    [Fact]
    public void Documents_AreFive() => Assert.Equal(5, Template.Main.IdsOfType("AWS::SSM::Document").Count());

    [Theory]
    [MemberData(nameof(Locations))]
    public void File_FitsIntoADocument(string location)
    {
        SkipWithoutFolderOf(location);

        // CloudFormation's handler writes the included object as indented JSON, with nothing escaped that JSON does not ask for.
        string stored = CloudFormationYaml.Parse(RepositoryFiles.Read(location)).ToJsonString(s_asStored);

        Assert.InRange(stored.Length, 1, MaxDocumentChars);
    }

    [Theory]
    [MemberData(nameof(Locations))]
    public void File_CanBeIncluded(string location)
    {
        SkipWithoutFolderOf(location);
        string text = RepositoryFiles.Read(location);

        Assert.All(text, character => Assert.True(char.IsAscii(character), $"CloudFormation does not keep '{character}'"));
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        YamlMappingNode root = Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
        Assert.DoesNotContain(root.AllNodes, node => !node.Tag.IsEmpty && node.Tag.Value.StartsWith('!'));
        Assert.DoesNotContain(root.AllNodes.OfType<YamlScalarNode>(), scalar => scalar.Value is "Fn::Transform");
        Assert.DoesNotContain("{{resolve:", text, StringComparison.Ordinal);
    }

    private static void SkipWithoutFolderOf(string location)
    {
        string folder = Path.GetDirectoryName(location)!;
        Assert.SkipUnless(Directory.Exists(RepositoryFiles.PathOf(folder)), $"{folder} is not in this working copy");
    }
}
