using System.Text;
using Analytics.Core.Text;

namespace Analytics.Core.Tests.Text;

/// <summary>Texts that several threads number at a time.</summary>
public sealed class SharedTextTableTests
{
    private const int Threads = 4;
    private const int Texts = 5_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task However_many_threads_number_texts_each_text_has_one_number_and_each_number_its_text(int seed)
    {
        var table = new SharedTextTable();
        using var together = new Barrier(Threads);
        var found = await Task.WhenAll(
            Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() => Number(thread), TaskCreationOptions.LongRunning))
        );

        Assert.All(found, numbers => Assert.Equal(found[0].Numbers, numbers.Numbers));
        Assert.Equal(Texts, found[0].Numbers.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, Texts), found[0].Numbers.Order());
        Assert.Equal(Texts, table.Count);
        Assert.Equal(Texts, found.Sum(numbers => numbers.New));
        Assert.All(Enumerable.Range(0, Texts), i => Assert.Equal(TextOf(i), Encoding.UTF8.GetString(table[found[0].Numbers[i]])));

        (int[] Numbers, int New) Number(int thread)
        {
            var order = Enumerable.Range(0, Texts).ToArray();
            new Random((seed * 10) + thread).Shuffle(order);
            var (numbers, added) = (new int[Texts], 0);
            together.SignalAndWait(TestContext.Current.CancellationToken);
            foreach (var i in order)
            {
                numbers[i] = table.Intern(Encoding.UTF8.GetBytes(TextOf(i)), out var isNew);
                added += isNew ? 1 : 0;
            }

            return (numbers, added);
        }
    }

    [Fact]
    public void A_known_text_keeps_its_number_while_the_table_grows()
    {
        var table = new SharedTextTable();
        for (var i = 0; i < Texts; i++)
        {
            Assert.Equal(i, table.Intern(Encoding.UTF8.GetBytes(TextOf(i)), out var isNew));
            Assert.True(isNew);
            Assert.Equal(i / 2, table.Intern(Encoding.UTF8.GetBytes(TextOf(i / 2)), out isNew));
            Assert.False(isNew);
        }
    }

    /// <summary>The texts, the empty one and one that is longer than the table at its beginning among them.</summary>
    private static string TextOf(int i) =>
        i switch
        {
            17 => string.Empty,
            4_000 => new('é', 10_000),
            _ => $"/page/{i}",
        };
}
