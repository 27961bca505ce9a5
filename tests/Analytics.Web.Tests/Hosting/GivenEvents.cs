using System.Runtime.CompilerServices;
using Analytics.Core.Queries.Events;

namespace Analytics.Web.Tests.Hosting;

/// <summary>Stored events that a test gives.</summary>
internal sealed class GivenEvents : IEventReader
{
    public List<StoredEvent> Events { get; } = [];

    /// <summary>Is called before an event is read.</summary>
    public Func<StoredEvent, CancellationToken, Task> Reading { get; set; } = static (_, _) => Task.CompletedTask;

    public async IAsyncEnumerable<StoredEvent> ReadEventsAsync(
        string site,
        long from,
        long to,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        foreach (
            var stored in Events.Where(stored => stored.TimestampMilliseconds >= from * 1000 && stored.TimestampMilliseconds < to * 1000)
        )
        {
            await Reading(stored, cancellationToken);
            yield return stored;
        }
    }
}
