using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Analytics.Benchmarks.Scale;

namespace Analytics.Benchmarks.Floods;

/// <summary>
/// The attacks on memory that docs/security.md names, each for some seconds against a server of its own, beside a merchant with a small
/// site. <c>attack [--seconds N] [--only NAME] [--server FILE]</c> prints the peak of memory and how the merchant was answered, and ends
/// with 1 where memory passed its bound or nobody was answered.
/// </summary>
internal static class AttackRun
{
    private const string Site = "attacked.example";
    private const long MaxMegabytes = 1_024;
    private const int MegabyteBytes = 1024 * 1024;
    private static readonly byte[] Bomb = Compress();
    private static readonly byte[] Deep = Encoding.UTF8.GetBytes(new string('[', MegabyteBytes / 2));

    private static readonly (string Name, Func<Attack, Task> RunAsync)[] Attacks =
    [
        ("nothing", static attack => attack.PauseAsync()),
        (
            "huge-bodies",
            static attack => attack.AtOnceAsync(64, http => attack.PostAsync(http, "/api/events", new byte[16 * MegabyteBytes]))
        ),
        ("gzip-bombs", static attack => attack.AtOnceAsync(64, http => attack.PostAsync(http, "/api/events", Bomb, isCompressed: true))),
        (
            "slow-bodies",
            static attack => attack.OpenAsync(1_000, "POST /api/events HTTP/1.1\r\nContent-Length: 4000000\r\n", "[", trickles: true)
        ),
        ("many-connections", static attack => attack.OpenAsync(5_000, "GET / HTTP/1.1\r\n", null, trickles: false)),
        ("deep-json", static attack => attack.AtOnceAsync(64, http => attack.PostAsync(http, "/api/v2/query", Deep))),
        (
            "many-properties",
            static attack => attack.AtOnceAsync(32, http => attack.PostAsync(http, "/api/events", attack.Events(Properties)))
        ),
        ("many-pages", static attack => attack.AtOnceAsync(32, http => attack.PostAsync(http, "/api/events", attack.Events(Pages)))),
        ("many-sites", static attack => attack.AtOnceAsync(32, http => attack.PostAsync(http, "/api/events", attack.Events(Sites)))),
        ("large-filters", static attack => attack.AtOnceAsync(64, http => attack.PostAsync(http, "/api/v2/query", attack.Filter()))),
        ("heavy-batches", static attack => attack.AtOnceAsync(64, http => attack.PostAsync(http, "/api/v2/query/batch", attack.Batch()))),
        (
            "many-streams",
            static attack =>
                attack.OpenAsync(
                    1_000,
                    $"GET /api/v1/sites/{Site}/live/stream HTTP/1.1\r\nAuthorization: Bearer {FloodedServer.AdminKey}\r\n",
                    "",
                    trickles: false
                )
        ),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var (seconds, only, broken) = (args.Option("--seconds", 8), args.Option("--only"), 0);
        foreach (var (name, run) in Attacks.Where(attack => only is null || attack.Name == only))
        {
            var directory = Path.Combine(Path.GetTempPath(), $"analytics-attack-{Guid.NewGuid():n}");
            try
            {
                using var server = await FloodedServer.StartAsync(directory, args.Option("--server"));
                using var http = FloodClient.Create(server.Url, TimeSpan.FromSeconds(60));
                await QuietMerchant.RegisterAsync(http);
                await FloodClient.RegisterAsync(http, Site);
                using var merchant = await QuietMerchant.StartAsync(server.Url);
                var attack = new Attack(server.Url, await KeyAsync(http), TimeSpan.FromSeconds(seconds));
                await run(attack);
                var report = await merchant.StopAsync();
                Console.WriteLine($"{name, -16} memory at most {server.Memory().Peak, 4} MB; {report}; {attack.Requests} attacks");
                broken |= server.HasExited || server.Memory().Peak > MaxMegabytes || double.IsInfinity(report.P99) ? 1 : 0;
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        return broken;
    }

    /// <summary>A key for the attacked site alone.</summary>
    private static async Task<string> KeyAsync(HttpClient http)
    {
        using var body = FloodClient.Json($$"""{"name":"attacker","scopes":["stats"],"site":"{{Site}}"}""");
        using var answer = await http.PostAsync("/api/v1/keys", body);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return json.RootElement.GetProperty("key").GetString()!;
    }

    private static string Properties(int number)
    {
        var properties = string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"k{number}-{i}\":\"v{number}-{i}\""));
        return $$"""{"domain":"{{Site}}","name":"e{{number}}","url":"https://{{Site}}/","props":{ {{properties}} } }""";
    }

    private static string Pages(int number) => FloodClient.Event(Site, number);

    private static string Sites(int number) => FloodClient.Event($"s{number}.example", number);

    private static byte[] Compress()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
        {
            for (var i = 0; i < 300; i++)
            {
                gzip.Write(new byte[MegabyteBytes]);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>One attack.</summary>
    private sealed class Attack(Uri url, string key, TimeSpan time)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private int _numbers;
        private int _requests;

        /// <summary>Requests or connections that were made.</summary>
        public int Requests => _requests;

        private bool IsOver => Stopwatch.GetElapsedTime(_started) >= time;

        public Task PauseAsync() => Task.Delay(time);

        /// <summary>Lets some clients send again as soon as they are answered.</summary>
        public async Task AtOnceAsync(int clients, Func<HttpClient, Task> send)
        {
            using var http = FloodClient.Create(url, TimeSpan.FromSeconds(30), clients, key);
            await Task.WhenAll(
                Enumerable
                    .Range(0, clients)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (!IsOver)
                            {
                                await send(http);
                            }
                        })
                    )
            );
        }

        public async Task PostAsync(HttpClient http, string path, byte[] bytes, bool isCompressed = false)
        {
            Interlocked.Increment(ref _requests);
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            if (isCompressed)
            {
                body.Headers.ContentEncoding.Add("gzip");
            }

            try
            {
                using var answer = await http.PostAsync(path, body);
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                // The server closes what it has refused while it is sent.
                return;
            }
        }

        /// <summary>Opens connections that begin a request, and keeps them; without an end of the head where no body is given.</summary>
        public async Task OpenAsync(int connections, string head, string? body, bool trickles)
        {
            var open = new List<TcpClient>();
            try
            {
                for (var i = 0; i < connections && !IsOver; i++)
                {
                    var client = new TcpClient();
                    open.Add(client);
                    await client.ConnectAsync(url.Host, url.Port);
                    await WriteAsync(client, $"{head}Host: localhost\r\n{(body is null ? string.Empty : "\r\n" + body)}");
                    _requests++;
                }

                while (!IsOver)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    foreach (var client in open.Where(_ => trickles))
                    {
                        await WriteAsync(client, " ");
                    }
                }
            }
            finally
            {
                open.ForEach(static client => client.Dispose());
            }
        }

        public byte[] Events(Func<int, string> make) =>
            Encoding.UTF8.GetBytes(
                $"[{string.Join(',', Enumerable.Range(0, 200).Select(_ => make(Interlocked.Increment(ref _numbers))))}]"
            );

        public byte[] Filter()
        {
            var number = Interlocked.Increment(ref _numbers);
            var values = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"/{number}-{i}\""));
            return Encoding.UTF8.GetBytes(
                $$"""{"site_id":"{{Site}}","metrics":["visitors"],"date_range":"all","filters":[["is","event:page",[{{values}}]]]}"""
            );
        }

        public byte[] Batch()
        {
            var queries = Enumerable
                .Range(0, 16)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$$"""{"id":"{{{i}}}","query":{"site_id":"{{{Site}}}","metrics":["visitors","visits","bounce_rate"],"date_range":"all","dimensions":["event:page","time:hour"],"filters":[["is_not","event:page",["/{{{Interlocked.Increment(ref _numbers)}}}"]]]}}"""
                    )
                );
            return Encoding.UTF8.GetBytes($$"""{"queries":[{{string.Join(',', queries)}}]}""");
        }

        private static async Task WriteAsync(TcpClient client, string text)
        {
            try
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                // The server has closed it.
                return;
            }
        }
    }
}
