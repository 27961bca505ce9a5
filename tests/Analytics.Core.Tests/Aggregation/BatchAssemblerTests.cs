using System.Buffers;
using System.Text;
using Analytics.Core.Aggregation;
using Analytics.Core.EventLog;

namespace Analytics.Core.Tests.Aggregation;

/// <summary>Bounds of what an aggregator remembers of texts from batch to batch, whatever is sent.</summary>
public sealed class BatchAssemblerTests
{
    private static readonly AggregationOptions Options = new() { MaxTexts = 1000, MaxTextBytes = 100_000 };

    [Fact]
    public void Usual_texts_are_remembered_for_the_next_batch()
    {
        var batch = Batch(Enumerable.Range(0, 50).Select(static i => ($"https://site.example/{i}", "", $"{i}")));

        Assert.Same(batch, batch.Next(Options));
        Assert.Equal(0, batch.EventCount);
    }

    [Fact]
    public void Few_long_texts_are_forgotten_as_many_short_ones_are()
    {
        Assert.False(IsKept(Enumerable.Range(0, 60).Select(static i => ("https://site.example/", "", $"{i}{new string('x', 1_900)}"))));
        Assert.False(IsKept(Enumerable.Range(0, 15).Select(static i => ($"https://site.example/?{i}{new string('x', 7_900)}", "", ""))));
        Assert.False(IsKept(Enumerable.Range(0, 1_001).Select(static i => ("https://site.example/", "", $"{i}"))));
    }

    [Fact]
    public void Pairs_of_few_texts_are_forgotten_when_they_are_many() =>
        Assert.False(
            IsKept(
                Enumerable.Range(0, 1_024).Select(static i => ($"https://site.example/{i / 32}", $"https://other.example/{i % 32}", ""))
            )
        );

    private static bool IsKept(IEnumerable<(string Url, string Referrer, string Property)> events)
    {
        var batch = Batch(events);
        return ReferenceEquals(batch, batch.Next(Options));
    }

    private static BatchAssembler Batch(IEnumerable<(string Url, string Referrer, string Property)> events)
    {
        var writer = new EventSegmentWriter();
        foreach (var (url, referrer, property) in events)
        {
            writer.BeginEvent(0, 2, 0, EventFlags.ClientTimestamp);
            writer.Set(EventField.Site, "site.example"u8);
            writer.Set(EventField.Name, "pageview"u8);
            writer.Set(EventField.Url, Encoding.UTF8.GetBytes(url));
            writer.Set(EventField.Referrer, Encoding.UTF8.GetBytes(referrer));
            writer.AddProperty("key"u8, Encoding.UTF8.GetBytes(property));
            writer.EndEvent();
        }

        var buffer = new ArrayBufferWriter<byte>();
        writer.CopyTo(buffer);
        var batch = new BatchAssembler();
        batch.Add(buffer.WrittenSpan);
        return batch;
    }
}
