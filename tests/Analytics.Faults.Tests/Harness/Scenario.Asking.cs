namespace Analytics.Faults.Tests.Harness;

/// <content>Questions that are asked while others go on.</content>
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
        var thread = Environment.CurrentManagedThreadId;
        var isReading = false;
        _faults.AskingThread = thread;
        instance.Storage.Reading = () =>
        {
            if (Actor.Running is null && Environment.CurrentManagedThreadId == thread && !isReading && _random.Next(4) == 0)
            {
                isReading = true;
                Pass(1 + _random.Next(20));
                isReading = false;
            }
        };
        try
        {
            var query = _random.Next(2) == 0 ? Ledger.ByHour : Ledger.ByPage;
            var answer = Done(
                instance.AskAsync(
                    site,
                    $"{query},\"date_range\":[\"{ScenarioNames.Text(_start.AddDays(-ImportDays - 1))}\",\"{ScenarioNames.Text(_start.AddDays(MaxDays))}\"]",
                    _random.Next(2) == 0
                )
            );
            _counts.Add(CommittedWork.Questions);
            Check(
                $"question {++_queries} of {instance.Name} about {site} at {_time.GetUtcNow():u}",
                _ledger.Compare(site, answer, sent => least[sent], _counts)
            );
        }
        catch (IOException)
        {
            // The answer would be 503.
            return;
        }
        finally
        {
            instance.Storage.Reading = null;
            _faults.AskingThread = null;
        }
    }
}
