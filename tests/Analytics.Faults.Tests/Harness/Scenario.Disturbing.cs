namespace Analytics.Faults.Tests.Harness;

/// <content>What happens to clocks and processes.</content>
internal sealed partial class Scenario
{
    private void Advance(TimeSpan by)
    {
        _time.Advance(by);
        foreach (var instance in _instances.Where(instance => !instance.IsStalled))
        {
            CatchUp(instance);
        }
    }

    private void CatchUp(Instance instance)
    {
        // By the second, so that what waits for a timer is at the next call before the next timer is due.
        var target = _time.GetUtcNow() + instance.ClockError;
        while (instance.Clock.GetUtcNow() < target)
        {
            var left = target - instance.Clock.GetUtcNow();
            var fired = instance.Clock.Fired;
            instance.Clock.Advance(left < TimeSpan.FromSeconds(40) || instance.Actors.Count == 0 ? left : TimeSpan.FromSeconds(40));
            if (instance.Clock.Fired == fired)
            {
                continue;
            }

            foreach (var actor in instance.Actors)
            {
                actor.Rest();
            }
        }
    }

    private void Kill(Instance instance)
    {
        foreach (var gate in instance.Actors.SelectMany(actor => actor.Gates))
        {
            _counts.Add(
                gate.Kind switch
                {
                    GateKind.BeforeCommit => FaultKind.DeathBeforeCommit,
                    GateKind.AfterCommit => FaultKind.DeathAfterCommit,
                    _ => FaultKind.DeathAtRead,
                }
            );
        }

        _instances.Remove(instance);
        Make();
    }

    /// <summary>Lets an instance stand still, or cuts it off from the storage.</summary>
    private void Disturb()
    {
        var instance = Pick(_instances);
        if (instance.Actors.Count == 0 || _random.Next(2) == 0)
        {
            instance.IsCutOff = true;
        }
        else
        {
            instance.IsStalled = true;
            _counts.Add(FaultKind.InstanceStalled);
        }
    }

    /// <summary>Lets disturbed instances recover, each after some steps.</summary>
    private void Recover()
    {
        foreach (var instance in _instances)
        {
            if (instance.IsCutOff && _random.Next(3) == 0)
            {
                instance.IsCutOff = false;
            }

            if (instance.IsStalled && _random.Next(8) == 0)
            {
                instance.IsStalled = false;
                CatchUp(instance);
            }
        }
    }

    private void MoveClock()
    {
        var instance = Pick(_instances);
        if (instance.IsStalled)
        {
            return;
        }

        var by = TimeSpan.FromMinutes(Pick([-90, -10, -1, 1, 10, 90, 300]));
        _counts.Add(by > TimeSpan.Zero ? FaultKind.ClockForward : FaultKind.ClockBack);
        instance.ClockError += by;
        instance.Clock.AdjustTime(instance.Clock.GetUtcNow() + by);
    }
}
