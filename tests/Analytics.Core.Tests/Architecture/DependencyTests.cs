using System.Text.RegularExpressions;

namespace Analytics.Core.Tests.Architecture;

public sealed partial class DependencyTests
{
    /// <summary>Libraries without I/O that Core uses (decision 79).</summary>
    private static readonly string[] Libraries = ["BitFaster.Caching", "Snappier"];

    [Fact]
    public void Core_depends_on_the_moving_averages_two_libraries_and_the_runtime_alone()
    {
        var references = typeof(Core.Periods.Rollup).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.DoesNotContain(
            references,
            name => name != "Analytics.MovingAverage" && !Libraries.Contains(name) && !name.StartsWith("System.", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Analytics.MovingAverage", "")]
    [InlineData("Analytics.Core", "Analytics.MovingAverage")]
    [InlineData("Analytics.Web", "Analytics.Core")]
    [InlineData("Analytics.Local", "Analytics.Web")]
    [InlineData("Analytics.Azure", "Analytics.Web")]
    [InlineData("Analytics.Functions", "Analytics.Azure")]
    public void Projects_depend_one_way(string project, string expected)
    {
        var text = File.ReadAllText(Repository.File($"functions/{project}/{project}.csproj"));
        var references = ProjectReference().Matches(text).Select(match => match.Groups[1].Value);
        Assert.Equal(expected, string.Join(' ', references));
    }

    [Theory]
    [InlineData(@"catch\s*(\([^)]*\))?\s*\{\s*\}", "an error is never swallowed")]
    [InlineData(@"async void", "nobody could await it")]
    [InlineData(@"\b(TODO|FIXME|HACK)\b", "finish it")]
    public void What_the_conventions_ban_is_nowhere_in_the_product(string pattern, string because)
    {
        var found = Sources()
            .Where(file => Regex.IsMatch(File.ReadAllText(file), pattern))
            .Select(file => Path.GetRelativePath(Repository.Root, file));
        Assert.True(!found.Any(), $"{because}: {string.Join(", ", found)}");
    }

    [Fact]
    public void No_file_has_over_400_lines()
    {
        var found = Sources()
            .Where(file => File.ReadLines(file).Count() > 400)
            .Select(file => Path.GetRelativePath(Repository.Root, file));
        Assert.Empty(found);
    }

    [Fact]
    public void Lines_end_before_column_140_except_in_samples_of_data()
    {
        var found =
            from file in Sources()
            from line in CodeLines(file)
            where line.Text.Length >= 140
            select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}";
        Assert.Empty(found);
    }

    /// <summary>The lines of a file without those of raw texts, in which samples of JSON and HTML stand.</summary>
    private static IEnumerable<(int Number, string Text)> CodeLines(string file)
    {
        var isRaw = false;
        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            var quotes = Regex.Count(line, "\"\"\"");
            if (quotes == 0 && !isRaw)
            {
                yield return (index + 1, line);
            }

            isRaw ^= quotes % 2 == 1;
        }
    }

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Repository.File("functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"")]
    private static partial Regex ProjectReference();
}
