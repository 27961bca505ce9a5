using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Interleaving;

/// <summary>The moments at which a writer commits.</summary>
/// <param name="Done">Transactions committed before the reader begins.</param>
/// <param name="AtOnce">Transactions at the step and at each that follows.</param>
internal sealed record InterleavedSchedule(int Done, int AtOnce);

/// <summary>The caches of a reader.</summary>
internal enum InterleavedMemory
{
    /// <summary>Nothing yet; the tables tell versions.</summary>
    Fresh,

    /// <summary>It has answered the same before; the tables tell no versions.</summary>
    AskedBefore,

    /// <summary>It keeps nothing between two reads.</summary>
    None,
}

/// <summary>One reader beside one writer, over a copy of a site's tables.</summary>
internal sealed class InterleavedRun(InterleavedSite site, RecordedWriter writer, InterleavedMemory memory)
{
    /// <summary>Asks while the writer writes, and again when it is done.</summary>
    /// <param name="reading">The question.</param>
    /// <param name="schedule">When the writer commits.</param>
    /// <param name="at">The step of the reader at which it begins.</param>
    /// <returns>Both answers, and the steps that the first took.</returns>
    public async Task<(string First, string Then, int Steps)> AskAsync(Reading reading, InterleavedSchedule schedule, int at)
    {
        var (tables, committed, count) = (site.Tables.Copy(), 0, 0);
        var steps = memory == InterleavedMemory.Fresh ? new VersionedReadSteps(tables) : new ReadSteps(tables);
        var scanner =
            memory == InterleavedMemory.None
                ? new RollupScanner(steps, new FixedSites(), 1, new ScanMemory(0, 0), site.Clock)
                : new RollupScanner(steps, new FixedSites(), 1, clock: site.Clock);
        if (memory == InterleavedMemory.AskedBefore)
        {
            await reading.AskAsync(scanner);
        }

        Commit(schedule.Done);
        var writing = new Lock();
        steps.Before = step =>
        {
            // A scan reads on several threads.
            lock (writing)
            {
                count = Math.Max(count, step + 1);
                Commit(step == at || (step > at && schedule.AtOnce != int.MaxValue) ? schedule.AtOnce : 0);
            }
        };
        var first = await TextAsync(reading, scanner);
        steps.Before = null;
        Commit(int.MaxValue);
        return (first, await TextAsync(reading, scanner), count);

        void Commit(int transactions)
        {
            for (; transactions > 0 && committed < writer.Count; transactions--)
            {
                writer.Commit(committed++, tables);
            }
        }
    }

    /// <summary>The answer, or the error in its place.</summary>
    private static async Task<string> TextAsync(Reading reading, RollupScanner scanner)
    {
        try
        {
            return await reading.AskAsync(scanner);
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
