namespace Analytics.MovingAverages.Tests.Docs;

public sealed class ReadmeIsTrue
{
    [Fact]
    public void Every_example_of_the_README_is_the_body_of_a_test()
    {
        var examples = Squeezed(File.ReadAllText(Repository.File("tests/Analytics.MovingAverage.Tests/Docs/ReadmeExamples.cs")));
        var blocks = Blocks().ToList();
        Assert.True(blocks.Count >= 8, "The README has lost its examples.");
        Assert.All(blocks, block => Assert.Contains(Squeezed(block), examples, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Blocks()
    {
        var readme = File.ReadAllText(Repository.File("functions/Analytics.MovingAverage/README.md"));
        return readme.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]);
    }

    // Line by line, without the indentation: the README has none.
    private static string Squeezed(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));
}
