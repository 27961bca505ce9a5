using System.Text.RegularExpressions;

namespace Analytics.Azure.Tests.Infrastructure;

/// <summary>
/// The roles of the application on the containers of the archive account, as they stand in the Bicep file and in the documents.
/// </summary>
public sealed partial class StorageRoleTests
{
    private const string Contributor = "storageBlobDataContributor";
    private const string Reader = "storageBlobDataReader";
    private static readonly string Source = File.ReadAllText(Repository.File("infra/modules/archive.bicep"));

    /// <summary>Erasures rewrite files of the archive, and copies of the tables are written; the operator's files are only read.</summary>
    [Theory]
    [InlineData("container", Contributor, "the archive container | Storage Blob Data Contributor")]
    [InlineData("copies", Contributor, "the container `copies` of the archive account | Storage Blob Data Contributor")]
    [InlineData("data", Reader, "the container `data` of the archive account | Storage Blob Data Reader")]
    public void The_application_may_write_where_it_writes_and_only_there(string container, string role, string documented)
    {
        var assignment = Assert.Single(
            Assignment().Matches(Source),
            match => match.Groups["scope"].Value == container && match.Groups["principal"].Value == "appPrincipalId"
        );

        Assert.Equal(role, assignment.Groups["role"].Value);
        Assert.Contains($"| {documented} |", File.ReadAllText(Repository.File("docs/deploy.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_container_of_the_account_has_a_role_of_the_application() =>
        Assert.Equal(
            Container().Matches(Source).Select(match => match.Groups["name"].Value).Order(),
            Assignment()
                .Matches(Source)
                .Where(match => match.Groups["principal"].Value == "appPrincipalId")
                .Select(match => match.Groups["scope"].Value)
                .Order()
        );

    [GeneratedRegex(
        @"roleAssignments@[^{]*\{\s+scope: (?<scope>\w+)\s+name: guid\([\w.]+, \w+, (?<role>\w+)\)\s+properties: \{\s+"
            + @"principalId: (?<principal>\w+)\s+principalType: '\w+'\s+roleDefinitionId: [^\n]*, \k<role>\)"
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^resource (?<name>\w+) '[^']*/blobServices/containers@", RegexOptions.Multiline)]
    private static partial Regex Container();
}
