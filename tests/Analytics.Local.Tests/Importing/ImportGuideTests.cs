using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing;

public sealed class ImportGuideTests
{
    [Fact]
    public void The_guide_names_every_format()
    {
        var formats = File.ReadLines(Repository.File("docs/importing.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var cells = string.Join('\n', formats.Select(line => line.Split('|')[1]));

        Assert.All(ImportFormats.All, format => Assert.Contains($"`{format.Name}`", cells, StringComparison.Ordinal));
    }
}
