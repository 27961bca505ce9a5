using System.Text;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;
using Analytics.Core.Tables;

namespace Analytics.Faults.Tests.Harness;

/// <content>The end, after which every number must be right.</content>
internal sealed partial class Scenario
{
    // A day whose rows have changed is counted again six hours after it was counted.
    private static readonly TimeSpan CountAgainAfter = TimeSpan.FromHours(7);

    /// <summary>Ends all faults, lets everything be done, and checks every tier before and after history is made again.</summary>
    private void Heal()
    {
        _faults.Rates = FaultRates.None;
        _faults.TakeEffects(all: true);
        if (_random.Next(2) == 0)
        {
            // What stood still goes on, long after others have taken over.
            foreach (var instance in _instances)
            {
                instance.IsStalled = instance.IsCutOff = false;
                CatchUp(instance);
            }

            Pass(int.MaxValue);
            Clean();
        }

        _faults.TakeEffects(all: true);
        while (_instances.Count > 0)
        {
            Kill(_instances[0]);
            _instances.RemoveAt(_instances.Count - 1);
        }

        Make();
        var healed = _instances[0];
        Advance(TimeSpan.FromSeconds(90));
        foreach (
            var some in _ledger
                .Events.Where(sent => !sent.IsAcknowledged && sent.Id is not null && IsFresh(sent, healed))
                .GroupBy(sent => (sent.Site, sent.IsImport))
        )
        {
            Send(healed, [.. some]);
        }

        Aggregate(healed);
        Finish(healed, "jobs", healed.RunJobsAsync, () => Done(healed.Jobs.ListAsync(CancellationToken.None)).All(job => !job.IsActive));
        NoteErasures();
        var numbers = CheckTier(healed, "live", null);
        Finish(healed, "roll-up", () => healed.RollUpAsync(openHoursToo: true));
        CheckTier(healed, "hours", numbers);
        Advance(TimeSpan.FromHours(26));
        Finish(healed, "roll-up", () => healed.RollUpAsync(openHoursToo: false));
        CheckTier(healed, "days", numbers);
        CountDays(healed, numbers);
        Advance(TimeSpan.FromDays(40));
        Finish(healed, "roll-up", () => healed.RollUpAsync(openHoursToo: false));
        CheckTier(healed, "months", numbers);
        CountDays(healed, numbers);
        Reprocess(healed);
        CheckTier(healed, "made again", numbers);
        CountDays(healed, numbers);
        SendImportsAgain(healed);
        CheckTier(healed, "imported again", numbers);
        SendMoreImports(healed);
        CountDays(healed, CheckTier(healed, "more imported", null));
        var letters = _installation.Tables.RowsOf(TableNames.DeadLetter);
        Check(
            "dead letters",
            string.Join(
                Environment.NewLine,
                letters.Select(letter => $"{letter.PartitionKey} {letter.RowKey} {Encoding.UTF8.GetString(letter.Head.Span)}")
            )
        );
    }

    private void Aggregate(Instance healed)
    {
        for (var partition = 0; partition < _checkpoints.Length; partition++)
        {
            var records = _installation.Log.Records(partition).Where(record => record.SequenceNumber > WatermarkOf(partition)).ToList();
            if (records.Count > 0)
            {
                Finish(healed, $"partition {partition}", () => healed.AggregateAsync(partition, records));
            }
        }
    }

    private void Reprocess(Instance healed)
    {
        var job = Done(
            healed.Jobs.CreateAsync(
                new(Reprocessor.Kind, _start.AddDays(-ImportDays - 1), _start.AddDays(MaxDays), null, DryRun: false),
                CancellationToken.None
            )
        );
        Finish(healed, "job", healed.RunJobsAsync);
        var ended = Done(healed.Jobs.FindAsync(job.Id, CancellationToken.None))!;
        Check("history made again", ended.State == JobState.Completed ? string.Empty : $"{ended.State}: {ended.Error}");
        _counts.Add(CommittedWork.Reprocessed);
    }

    /// <summary>Counts the days that the questions before have asked for, and asks again.</summary>
    private void CountDays(Instance healed, HashSet<string> numbers)
    {
        Advance(CountAgainAfter);
        Finish(healed, "counting", healed.CountDaysAsync);
        CheckTier(healed, "days counted", numbers);
    }

    private void SendImportsAgain(Instance healed)
    {
        foreach (
            var imports in _ledger
                .Events.Where(sent => sent.IsImport && sent.Least(_ledger.Erasures) == 1)
                .Take(9)
                .GroupBy(sent => sent.Site)
                .ToList()
        )
        {
            Send(healed, [.. imports]);
        }

        TakeIn(healed);
    }

    /// <summary>Sends events of days that are counted.</summary>
    private void SendMoreImports(Instance healed)
    {
        for (var site = 0; site < _sites; site++)
        {
            var sent = new SentEvent(
                ScenarioNames.Name(site),
                _ledger.Events.Count,
                id: null,
                _start.AddHours(-_random.Next(24 * ImportDays)).ToUnixTimeMilliseconds(),
                _hasVisitors ? "v0" : null,
                isImport: true
            );
            _ledger.Events.Add(sent);
            Send(healed, [sent]);
        }

        TakeIn(healed);
    }

    /// <summary>Aggregates what was sent, and rolls it up.</summary>
    private void TakeIn(Instance healed)
    {
        Aggregate(healed);
        Finish(healed, "roll-up", () => healed.RollUpAsync(openHoursToo: true));
    }

    /// <summary>Runs work to its end, moving the clock for what waits.</summary>
    private void Finish(Instance instance, string name, Func<Task> work, Func<bool>? isDone = null)
    {
        for (var turns = 0; ; turns++)
        {
            var actor = new Actor(instance, name);
            instance.Actors.Add(actor);
            actor.Start(work);
            for (var waits = 0; !actor.HasEnded; waits++)
            {
                Check(name, waits < 500 ? string.Empty : "does not end");
                actor.Rest();
                Advance(TimeSpan.FromSeconds(2));
            }

            instance.Actors.Remove(actor);
            Check(name, actor.Failure is null ? string.Empty : $"failed on healthy storage: {actor.Failure}");
            if (isDone is null || isDone())
            {
                return;
            }

            Check(name, turns < 50 ? string.Empty : "is not done");
            Advance(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Asks about all sites from storage and from memory.</summary>
    /// <returns>Numbers of visits and visitors, which must be the same in every tier.</returns>
    private HashSet<string> CheckTier(Instance instance, string tier, HashSet<string>? numbers)
    {
        Advance(TimeSpan.FromSeconds(2));
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var site = 0; site < _sites; site++)
        {
            foreach (var isFresh in (bool[])[true, false])
            {
                foreach (var query in (string[])[Ledger.ByHour, Ledger.ByPage])
                {
                    var answer = Done(instance.AskAsync(ScenarioNames.Name(site), $"{query},{WholeRange}", isFresh));
                    Check(
                        $"{tier}, {ScenarioNames.Name(site)}, {(isFresh ? "from storage" : "from memory")}",
                        _ledger.Compare(ScenarioNames.Name(site), answer, sent => sent.Least(_ledger.Erasures), _counts)
                    );
                    answer
                        .Rows.Select(row => row.Dimensions[^1])
                        .Order(StringComparer.Ordinal)
                        .ToList()
                        .ForEach(page => found.Add($"{ScenarioNames.Name(site)} {page}"));
                }
            }

            var days = Done(
                instance.AskAsync(
                    ScenarioNames.Name(site),
                    $"\"metrics\":[\"visitors\",\"visits\",\"pageviews\",\"bounce_rate\",\"visit_duration\"],\"dimensions\":[\"time:day\"],{WholeRange}",
                    isFresh: true
                )
            );
            foreach (var row in days.Rows)
            {
                found.Add(
                    $"{ScenarioNames.Name(site)} {row.Dimensions[0]}: "
                        + $"{string.Join(' ', row.Metrics)} visitors, visits, pageviews, bounces, seconds"
                );
            }
        }

        var known = numbers ?? found;
        Check(
            $"{tier}, changed",
            string.Join(
                Environment.NewLine,
                known
                    .Except(found)
                    .Select(line => $"was    {_ledger.Describe(line)}")
                    .Concat(found.Except(known).Select(line => $"became {_ledger.Describe(line)}"))
            )
        );
        return found;
    }
}
