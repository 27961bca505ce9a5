using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Sasl;

namespace Analytics.Testing.EventHubs;

/// <summary>
/// An event hub in memory on a port of 127.0.0.1, as the client of Event Hubs speaks to it: anonymous SASL, <c>$cbs</c>,
/// <c>$management</c>, a link per partition, epochs and batches. It can refuse, lose answers, be silent, break connections and be away.
/// Thread-safe.
/// </summary>
public sealed class EventHubEndpoint : IDisposable
{
    public const string Name = "events";

    private const int MaxSessions = 4096;

    /// <summary>Bound for the endpoint's life and never listening: while the hub is away, no connection of another process gets its port.</summary>
    private readonly Socket _reserved = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private readonly int _port;
    private readonly HubLinks _links;
    private readonly HubManagement _management;
    private ContainerHost? _host;
    private volatile bool _isAway;

    public EventHubEndpoint(int partitions)
    {
        Partitions = [.. Enumerable.Range(0, partitions).Select(static _ => new HubPartition())];
        _links = new(this);
        _management = new(this);
        _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _port = ((IPEndPoint)_reserved.LocalEndPoint!).Port;
        Start();
    }

    public IReadOnlyList<HubPartition> Partitions { get; }

    /// <summary>A connection string that the client takes for that of the emulator, so without TLS.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://127.0.0.1:{_port};SharedAccessKeyName=tests;SharedAccessKey=none;UseDevelopmentEmulator=true";

    /// <summary>The error that an append to a partition is refused with; null to take it.</summary>
    public Func<int, Error?> Refusal { get; set; } = static _ => null;

    /// <summary>True to store appends and break the connection instead of answering.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>True to deliver nothing to readers, however much there is.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Number of the next requests for properties of partitions that break the connection instead of being answered.</summary>
    public int BrokenQuestions { get; set; }

    /// <summary>Questions about partitions that were asked.</summary>
    public int Questions => _management.Questions;

    /// <summary>Returns the number of links that a consumer group has opened.</summary>
    public int ReadersOf(string consumerGroup) => _links.ReadersOf(consumerGroup).Count;

    /// <summary>Completes when all links that a consumer group has opened are closed again.</summary>
    public Task ReadersClosedAsync(string consumerGroup) =>
        Task.WhenAll(_links.ReadersOf(consumerGroup).Select(static link => link.Closed));

    /// <summary>Comes back after <see cref="Stop"/>, on the same port and with all messages.</summary>
    public void Start()
    {
        _isAway = false;
        var host = new ContainerHost(new Address($"amqp://127.0.0.1:{_port}"));
        var listener = host.Listeners[0];
        listener.SASL.EnableAnonymousMechanism = true;
        listener.SASL.EnableMechanism("MSSBCBS", SaslProfile.Anonymous);
        listener.AMQP.MaxSessionsPerConnection = MaxSessions;
        host.RegisterRequestProcessor("$cbs", _management);
        host.RegisterRequestProcessor("$management", _management);
        host.RegisterLinkProcessor(_links);
        host.Open();
        _host = host;
    }

    /// <summary>Goes away; connections are refused until <see cref="Start"/>.</summary>
    public void Stop()
    {
        _isAway = true;
        _host?.Close();
        _host = null;
    }

    public void Dispose()
    {
        Stop();
        _reserved.Dispose();
    }

    /// <summary>True after <see cref="Stop"/>, when connections that are not closed yet must find nobody either.</summary>
    internal bool IsAway => _isAway;

    internal static void Break(ListenerLink link) =>
        link.Session.Connection.Close(
            TimeSpan.Zero,
            new Error(ErrorCode.ConnectionForced) { Description = "The connection was broken by the test." }
        );
}
