using System.Runtime.CompilerServices;

namespace Analytics.MovingAverages.Tests.Docs;

public sealed class ReadmeIsTrue
{
    private static readonly string Tests = Path.GetDirectoryName(ThisFile())!;

    [Fact]
    public void Every_example_of_the_README_is_the_body_of_a_test()
    {
        var examples = Squeezed(File.ReadAllText(Path.Combine(Tests, "ReadmeExamples.cs")));
        var blocks = Blocks().ToList();
        Assert.True(blocks.Count >= 8, "The README has lost its examples.");
        Assert.All(blocks, block => Assert.Contains(Squeezed(block), examples, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Blocks()
    {
        var readme = File.ReadAllText(Path.Combine(Tests, "../../../functions/Analytics.MovingAverage/README.md"));
        return readme.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]);
    }

    // Line by line, without the indentation: the README has none.
    private static string Squeezed(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
