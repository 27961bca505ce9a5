using System.Globalization;
using System.Net;
using Analytics.Local.Clients;
using Analytics.Web.Counting;
using Spectre.Console;

namespace Analytics.Local.Importing;

/// <summary>Waits until the sent events are counted, so that a query after an import shows all of them.</summary>
internal sealed class CountingWait(IAnsiConsole console, TimeProvider timeProvider, ApiClient client)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits, and reports if counting does not progress or can't be observed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitAsync(cancellationToken);
        }
        catch (ApiClientException exception)
        {
            console.WriteLine(
                exception.Status is HttpStatusCode.NotFound
                    ? "The server does not tell how far counting is; the last events show in queries soon."
                    : $"How far counting is could not be seen ({exception.Message}); the last events show in queries soon."
            );
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var ends = (await ReadAsync(cancellationToken)).Partitions.ToDictionary(
            partition => partition.Partition,
            partition => partition.Last
        );
        var waiting = long.MaxValue;
        for (var moved = timeProvider.GetTimestamp(); ; )
        {
            var now = (await ReadAsync(cancellationToken)).Partitions.Sum(partition =>
                Math.Max(0, ends.GetValueOrDefault(partition.Partition) - partition.Counted)
            );
            if (now == 0)
            {
                return;
            }

            if (now < waiting)
            {
                (waiting, moved) = (now, timeProvider.GetTimestamp());
            }
            else if (timeProvider.GetElapsedTime(moved) > Patience)
            {
                console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Counting is {now:N0} messages behind and does not go on; see 'analytics status'. Nothing is lost."
                    )
                );
                return;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }

    private Task<CountingAnswer> ReadAsync(CancellationToken cancellationToken) =>
        client.GetAsync("/api/v1/counting", ClientJson.Default.CountingAnswer, cancellationToken);
}
