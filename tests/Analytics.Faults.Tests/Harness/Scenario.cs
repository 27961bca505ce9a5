using Analytics.Core.Erasures;
using Analytics.Core.Jobs;
using Analytics.Core.Reprocessing;

namespace Analytics.Faults.Tests.Harness;

/// <summary>
/// A history of a system whose storage, clocks and processes fail, all of it decided by one seed: events are sent, delivered, aggregated,
/// rolled up, erased, made again and asked about, in an order and with interruptions that the seed draws. Then everything heals, and every
/// acknowledged event must count exactly once.
/// </summary>
internal sealed partial class Scenario
{
    private const int ImportDays = 9;
    private const int MaxDays = 12;

    private readonly Random _random;
    private readonly FaultCounts _counts = new();
    private readonly Faults _faults;
    private readonly Installation _installation;
    private readonly InstanceClock _time;
    private readonly Ledger _ledger = new();
    private readonly List<Instance> _instances = [];
    private readonly long[] _checkpoints;
    private readonly long[] _delivered;
    private readonly DateTimeOffset _start;
    private readonly int _sites;
    private readonly bool _hasTimes;
    private readonly bool _hasVisitors;
    private int _made;
    private int _queries;

    public Scenario(int seed)
    {
        _random = new(seed);
        _start = new DateTimeOffset(2026, 1, 26, 0, 0, 0, TimeSpan.Zero).AddMinutes(_random.Next(6 * 24 * 60));
        _time = new(_start);
        _faults = new(_random, _counts);
        _installation = Installation.Draw(_random, _time);
        _sites = 1 + _random.Next(3);
        _hasTimes = _random.Next(2) == 0;
        _hasVisitors = _random.Next(2) == 0;
        _checkpoints = new long[_installation.Log.PartitionCount];
        _delivered = new long[_installation.Log.PartitionCount];
    }

    public FaultCounts Counts => _counts;

    /// <summary>The member of a query that names all days of events.</summary>
    private string WholeRange =>
        $"\"date_range\":[\"{ScenarioNames.Text(_start.AddDays(-ImportDays - 1))}\","
        + $"\"{ScenarioNames.Text(_start.AddDays(MaxDays))}\"]";

    /// <summary>
    /// The state before healing: the same if the same calls were made in the same order, and nearly always another otherwise.
    /// </summary>
    public string Fingerprint { get; private set; } = string.Empty;

    /// <summary>Plays the history and heals the system.</summary>
    /// <exception cref="WrongNumberException">An answer is wrong.</exception>
    public void Run()
    {
        for (var i = 0; i < (_installation.IsShared ? 3 : 1); i++)
        {
            Make();
        }

        for (var site = 0; site < _sites; site++)
        {
            Assert.True(
                Done(_instances[0].Sites.CreateAsync(new(ScenarioNames.Name(site), "Etc/UTC", _start), CancellationToken.None).AsTask())
            );
        }

        _faults.Rates = FaultRates.Draw(_random);
        var steps = 60 + _random.Next(140);
        for (; _faults.Step < steps; _faults.Step++)
        {
            _faults.TakeEffects();
            Act();
            Recover();
            Clean();
        }

        // Every call draws from the generator, so the next draw tells whether all before it were the same.
        Fingerprint = $"{_random.Next()} {_time.GetUtcNow():O}{Environment.NewLine}{_counts}";
        Heal();
    }

    private void Act()
    {
        var choice = _random.Next(100);
        switch (choice)
        {
            case < 34:
                Pass(1 + _random.Next(150));
                break;
            case < 52:
                Send();
                break;
            case < 65:
                Deliver();
                break;
            case < 74:
                RunBehind();
                break;
            case < 82:
                Advance(TimeSpan.FromSeconds(1 + _random.Next(1200)));
                break;
            case < 85:
                Advance(TimeSpan.FromMinutes(20 + _random.Next(60 * 9)));
                break;
            case < 89:
                var working = _instances.Where(instance => instance.Actors.Count > 0).ToList();
                Kill(Pick(working.Count > 0 ? working : _instances));
                break;
            case < 93:
                Disturb();
                break;
            case < 94:
                MoveClock();
                break;
            case < 95:
                AskForJob();
                break;
            case < 97:
                CountDays(Pick(_instances));
                break;
            default:
                Ask(Pick(_instances));
                break;
        }
    }

    private void Make()
    {
        _instances.Add(new($"instance {++_made}", _installation, _faults, _time.GetUtcNow()));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    /// <summary>Waits for work that meets no gate.</summary>
    private static T Done<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private void Pass(int gates)
    {
        for (var i = 0; i < gates; i++)
        {
            var actors = _instances
                .Where(instance => !instance.IsStalled)
                .SelectMany(instance => instance.Actors)
                .Where(actor => actor.Gates.Count > 0)
                .ToList();
            if (actors.Count == 0)
            {
                return;
            }

            var actor = Pick(actors);

            // Mostly some calls of one actor in a row, as processes that do not wait for each other at every call.
            for (var calls = 1 + _random.Next(12); calls > 0 && actor.Gates.Count > 0 && i < gates; calls--, i++)
            {
                actor.Pass(Pick(actor.Gates));
            }
        }
    }

    private void Start(Instance instance, string name, Func<Task> work)
    {
        var actor = new Actor(instance, name);
        instance.Actors.Add(actor);
        actor.Start(work);
    }

    /// <summary>Forgets actors that have ended, and checks what they failed with.</summary>
    private void Clean()
    {
        foreach (var instance in _instances)
        {
            foreach (var actor in instance.Actors.Where(actor => actor.HasEnded).ToList())
            {
                instance.Actors.Remove(actor);
                if (actor.Failure is not (null or IOException or OperationCanceledException or Core.Aggregation.PartitionLostException))
                {
                    throw new WrongNumberException($"{instance.Name}, {actor.Name} failed: {actor.Failure}");
                }
            }
        }
    }

    /// <summary>
    /// Delivers messages of a partition to an instance, from a checkpoint that may be before or after what is aggregated.
    /// </summary>
    private void Deliver()
    {
        var instance = Pick(_instances);
        var partition = _random.Next(_checkpoints.Length);
        var name = $"partition {partition}";
        if (instance.IsStalled || instance.Actors.Exists(actor => actor.Name == name))
        {
            return;
        }

        var watermark = WatermarkOf(partition);
        var from = Math.Max(
            0,
            _random.Next(6) switch
            {
                0 => watermark - _random.Next(6),
                1 => watermark + 1 + _random.Next(3),
                2 => watermark,
                _ => _checkpoints[partition],
            }
        );
        var records = _installation
            .Log.Records(partition)
            .Where(record => record.SequenceNumber > from)
            .Take(1 + _random.Next(12))
            .ToList();
        if (records.Count == 0)
        {
            return;
        }

        if (from > watermark)
        {
            _counts.Add(FaultKind.CheckpointAhead);
        }

        if (records[0].SequenceNumber <= _delivered[partition])
        {
            _counts.Add(FaultKind.DeliveredAgain);
            _counts.Add(FaultKind.DeliveredSplit);
        }

        if (_instances.Exists(other => other != instance && other.Actors.Exists(actor => actor.Name == name)))
        {
            _counts.Add(FaultKind.TwoOwners);
        }

        _delivered[partition] = Math.Max(_delivered[partition], records[^1].SequenceNumber);
        var size = _random.Next(2) == 0 ? 1 : 1 + _random.Next(records.Count);
        var isForgetful = _random.Next(3) == 0;
        Start(
            instance,
            name,
            async () =>
            {
                foreach (var batch in records.Chunk(size))
                {
                    if (isForgetful)
                    {
                        // As a trigger that notes the end of a batch that failed.
                        _checkpoints[partition] = batch[^1].SequenceNumber;
                    }

                    await instance.AggregateAsync(partition, batch);
                    _checkpoints[partition] = batch[^1].SequenceNumber;
                }
            }
        );
    }

    /// <summary>Starts one of the pieces of work that run beside collecting, if the instance does none.</summary>
    private void RunBehind()
    {
        var instance = Pick(_instances);
        const string Name = "behind";
        if (instance.IsStalled || instance.Actors.Exists(actor => actor.Name == Name))
        {
            return;
        }

        var isOpen = _random.Next(2) == 0;
        Start(
            instance,
            Name,
            _random.Next(9) switch
            {
                0 or 1 => instance.FoldAsync,
                2 => instance.PruneAsync,
                3 => instance.RollUpLongerAsync,
                4 => instance.TakeDemandsAsync,
                5 or 6 => instance.RunJobsAsync,
                _ => () => instance.RollUpAsync(isOpen),
            }
        );
    }

    private void AskForJob()
    {
        var site = ScenarioNames.Name(_random.Next(_sites));
        var now = _time.GetUtcNow();

        var request = _random.Next(3) switch
        {
            0 => new JobRequest(
                Reprocessor.Kind,
                now.AddDays(-1 - _random.Next(ImportDays)),
                now.AddHours(-_random.Next(30)),
                _random.Next(2) == 0 ? null : [site],
                _random.Next(6) == 0
            ),
            1 when _hasVisitors => Erase(site, ErasureKind.Visitor, DateTimeOffset.UnixEpoch, new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            _ => Erase(site, ErasureKind.Range, ScenarioNames.Hour(now.AddHours(-_random.Next(72))), ScenarioNames.Hour(now.AddHours(2))),
        };
        var rates = _faults.Rates;
        try
        {
            // Whoever asks must know the job's number.
            _faults.Rates = FaultRates.None;
            var job = Done(Pick(_instances).Jobs.CreateAsync(request, CancellationToken.None));
            if (request.Erases is not null)
            {
                _counts.Add(CommittedWork.Erased);
                _ledger.Erasures.Add(
                    new(
                        job.Id,
                        site,
                        request.Visitors is null ? null : ScenarioNames.VisitorOf(site, request.Visitors),
                        request.From.ToUnixTimeSeconds(),
                        request.To.ToUnixTimeSeconds(),
                        _faults.Step
                    )
                );
            }
        }
        catch (Exception exception) when (exception is IOException or JobConflictException)
        {
            // Asked for again by another step.
            return;
        }
        finally
        {
            _faults.Rates = rates;
        }
    }

    private JobRequest Erase(string site, ErasureKind kind, DateTimeOffset from, DateTimeOffset to) =>
        new(Eraser.Kind, from, to, [site], DryRun: false)
        {
            Erases = kind,
            Visitors = kind == ErasureKind.Visitor ? ScenarioNames.IdOf(site, $"v{_random.Next(ScenarioNames.Visitors)}") : null,
        };

    private void Check(string when, string wrong)
    {
        if (wrong.Length > 0)
        {
            throw new WrongNumberException($"Step {_faults.Step}, {when}:{Environment.NewLine}{wrong}");
        }
    }

    private void NoteErasures()
    {
        var jobs = Done(new JobTable(_installation.Tables, _time).ListAsync(CancellationToken.None));
        foreach (var erasure in _ledger.Erasures.Where(erasure => erasure.Ended is null))
        {
            var job = jobs.Single(job => job.Id == erasure.Job);
            if (!job.IsActive)
            {
                Assert.True(job.State == JobState.Completed, $"Erasure {job.Id} ended as {job.State}: {job.Error}");
                erasure.Ended = _faults.Step;
            }
        }
    }
}
