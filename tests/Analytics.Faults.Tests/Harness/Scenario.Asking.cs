namespace Analytics.Faults.Tests.Harness;

/// <content>Questions that are asked, and days that are counted, while others go on.</content>
internal sealed partial class Scenario
{
    /// <summary>Asks an instance about a site while others go on, and checks what the answer must and may say.</summary>
    private void Ask(Instance instance)
    {
        if (instance.IsStalled || instance.IsCutOff)
        {
            return;
        }

        // An instance learns within a second which partitions took messages of others.
        Advance(TimeSpan.FromSeconds(2));
        NoteErasures();
        var watermarks = Watermarks();
        var site = ScenarioNames.Name(_random.Next(_sites));
        var least = _ledger.Events.ToDictionary(sent => sent, sent => sent.Least(_ledger.Erasures, watermarks));
        var query = _random.Next(2) == 0 ? Ledger.ByHour : Ledger.ByPage;
        var isFresh = _random.Next(2) == 0;
        var answer = AmongOthers(instance, () => instance.AskAsync(site, $"{query},{WholeRange}", isFresh));
        if (answer is not null)
        {
            _counts.Add(CommittedWork.Questions);
            Check(
                $"question {++_queries} of {instance.Name} about {site} at {_time.GetUtcNow():u}",
                _ledger.Compare(site, answer, sent => least[sent], _counts)
            );
        }
    }

    /// <summary>Counts days while others go on, which may make what is counted untrue.</summary>
    private void CountDays(Instance instance)
    {
        if (!instance.IsStalled)
        {
            AmongOthers(instance, instance.CountDaysAsync);
        }
    }

    /// <summary>Does work to its end while others go on between its reads.</summary>
    /// <returns>The result of the work; the default if the storage failed.</returns>
    private T? AmongOthers<T>(Instance instance, Func<Task<T>> work)
    {
        var thread = Environment.CurrentManagedThreadId;
        var isReading = false;
        _faults.AskingThread = thread;
        instance.Storage.Reading = () =>
        {
            if (Actor.Running is null && Environment.CurrentManagedThreadId == thread && !isReading && _random.Next(4) == 0)
            {
                isReading = true;
                OneThread.Leave(() => Pass(1 + _random.Next(20)));
                isReading = false;
            }
        };
        try
        {
            return OneThread.Run(work);
        }
        catch (IOException)
        {
            // A question would be answered 503; counting begins again another time.
            return default;
        }
        finally
        {
            instance.Storage.Reading = null;
            _faults.AskingThread = null;
        }
    }
}
