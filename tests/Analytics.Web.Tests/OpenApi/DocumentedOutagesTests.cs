using System.IO.Compression;
using System.Net.Http.Headers;
using Analytics.Core.DeadLetters;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Keys;
using Analytics.Core.Queries.Scanning;
using Analytics.Core.Queries.Visitors;
using Analytics.Core.Tables;
using Analytics.Web.Bodies;
using Analytics.Web.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Web.Tests.OpenApi;

/// <summary>
/// Provokes 408, 429, 503 and 504 of every operation whose description has them, so that none says what can't happen: slow bodies, too
/// many requests, storage that does not answer, and questions that take too long.
/// </summary>
public sealed class DocumentedOutagesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_does_not_arrive_is_408()
    {
        await using var host = await StartAsync();
        var memory = host.Services.GetRequiredService<BodyMemory>();
        await EachAsync(
            "408",
            async operation =>
            {
                using var request = await RawRequest.BeginAsync(
                    host.Client.BaseAddress!.OriginalString.TrimEnd('/'),
                    $"{operation.Method} {operation.AddressOf("example.com").Split('?')[0]} HTTP/1.1",
                    Stop,
                    $"Authorization: Bearer {ApiHost.AdminKey}",
                    $"Content-Type: {(operation.Types is [var only] ? only : "application/json")}",
                    "Content-Length: 1000"
                );
                await request.WriteAsync("{"u8.ToArray(), Stop);
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
                for (var left = 500; left > 0 && memory.Bytes == 0; left--)
                {
                    await timer.WaitForNextTickAsync(Stop);
                }

                host.Time.Advance(RequestBody.Patience);
                return await request.ReadStatusAsync(Stop);
            }
        );
    }

    [Fact]
    public async Task One_request_over_the_limit_is_429()
    {
        await using var host = await StartAsync(new() { ["Analytics:Web:StatsRequestsPerHour"] = "2" });
        var key = await host.AddKeyAsync(KeyScopes.Stats);
        await EachAsync(
            "429",
            async operation =>
            {
                host.Time.Advance(TimeSpan.FromHours(1));
                var body = operation.Name == "CreateSession" ? $$"""{"key":"{{key}}"}""" : null;
                var status = 0;
                var (caller, most) = operation.Name == "CreateErasure" ? (ApiHost.AdminKey, JobTable.MaxWaiting + 1) : (key, 61);
                for (var i = 0; i < most && status != 429; i++)
                {
                    status = await SendAsync(host, operation, caller, body);
                }

                return status;
            }
        );
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_503()
    {
        var tables = new SwitchedTables(new InMemoryTableStore());
        await using var host = await StartAsync(tables: tables);
        var missing = !File.Exists(Repository.File("dashboard/dist/.built"));
        var session = await host.SignInAsync(ApiHost.AdminKey);
        tables.IsDown = true;
        host.Log.Failure = new EventLogUnavailableException("The event log does not answer.", TimeSpan.FromSeconds(1));
        await EachAsync(
            "503",
            async operation =>
            {
                // A key that was never seen is looked up.
                host.Time.Advance(TimeSpan.FromHours(1));
                if (operation.Name == "DeleteSession")
                {
                    using var response = await session.SendAsync("DELETE", "/api/v1/session");
                    return (int)response.StatusCode;
                }

                var status = await SendAsync(host, operation, ApiHost.AdminKey);
                status = status == 503 ? status : await SendAsync(host, operation, "ana_0123456789abcdef0123456789abcdef");
                return status == 200 && operation.Name == "TrackerScript" && !missing ? 503 : status;
            }
        );
    }

    [Fact]
    public async Task A_question_that_takes_too_long_is_504()
    {
        var scanner = new EndlessScanner();
        await using var host = await StartAsync(scanner: scanner);
        await EachAsync(
            "504",
            async operation =>
            {
                scanner.Begin();
                var sending = SendAsync(host, operation, ApiHost.AdminKey);
                await Task.WhenAny(sending, scanner.Begun).WaitAsync(TimeSpan.FromSeconds(30), Stop);
                host.Time.Advance(TimeSpan.FromMinutes(1));
                return await sending.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            }
        );
    }

    [Fact]
    public async Task What_stands_against_what_is_there_is_409()
    {
        await using var host = await StartAsync();
        var letters = host.Services.GetRequiredService<DeadLetterTable>();
        await EachAsync(
            "409",
            least: 4,
            provoke: async operation =>
            {
                switch (operation.Name)
                {
                    case "CreateSite":
                        using (await host.DeleteAsync("/api/v1/sites/example.com", ApiHost.AdminKey))
                        {
                            var status = await SendAsync(host, operation, ApiHost.AdminKey);
                            host.Time.Advance(TimeSpan.FromMinutes(1));
                            Assert.True(await host.Services.GetRequiredService<JobRunner>().RunNextAsync(Stop));
                            await host.AddSiteAsync("example.com");
                            return status;
                        }

                    case "CreateJob":
                        await SendAsync(host, operation, ApiHost.AdminKey);
                        return await SendAsync(host, operation, ApiHost.AdminKey);
                    case "CreateImport":
                        await SendAsync(host, operation, ApiHost.AdminKey, file: Zip("5"));
                        return await SendAsync(host, operation, ApiHost.AdminKey, file: Zip("6"));
                    case "RetryDeadLetter":
                        // Of a log that had more partitions.
                        await letters.SetAsideAsync(
                            DeadLetter.OfMessage(
                                new LogRecord(9, 1, host.Time.Now, "message"u8.ToArray()),
                                new OverflowException("Too much.")
                            ),
                            Stop
                        );
                        using (
                            var retried = await host.PostAsync(
                                "/api/v1/deadletters/0009:0000000000000000001/retry",
                                "{}",
                                ApiHost.AdminKey
                            )
                        )
                        {
                            return (int)retried.StatusCode;
                        }

                    default:
                        return 0;
                }
            }
        );
    }

    private static byte[] Zip(string visitors)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(archive.CreateEntry("imported_visitors_20230501_20230501.csv").Open());
            writer.Write($"date,visitors\n2023-05-01,{visitors}\n");
        }

        return memory.ToArray();
    }

    private static async Task<ApiHost> StartAsync(
        Dictionary<string, string?>? settings = null,
        ITableStore? tables = null,
        IRollupScanner? scanner = null
    )
    {
        var host = await ApiHost.StartAsync(settings, tables: tables, scanner: scanner);
        await host.AddSiteAsync("example.com");
        return host;
    }

    private static async Task EachAsync(string status, Func<DescribedOperation, Task<int>> provoke, int least = 5)
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (
            var operation in DescribedOperation.All().Where(operation => !operation.IsOfClients && operation.Statuses.Contains(status))
        )
        {
            tried++;
            if (await provoke(operation) is var given && given.ToString(System.Globalization.CultureInfo.InvariantCulture) != status)
            {
                failures.Add($"{operation.Name}: {given}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(", ", failures));
        Assert.True(tried >= least, $"{tried} operations");
    }

    private static async Task<int> SendAsync(
        ApiHost host,
        DescribedOperation operation,
        string key,
        string? body = null,
        byte[]? file = null
    )
    {
        using var content =
            body is not null || operation.Body is not null ? ApiHost.Text(body ?? operation.Body!, "application/json")
            : operation.Types is [var type, ..]
                ? new ByteArrayContent(file ?? "PK"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }
            : null;
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.AddressOf("example.com"))
        {
            Content = content,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        return (int)response.StatusCode;
    }

    /// <summary>Tables that do not answer while they are down.</summary>
    private sealed class SwitchedTables(ITableStore inner) : DelegatingTableStore(inner)
    {
        private readonly FailingTables _down = new();

        public bool IsDown { get; set; }

        public override ValueTask<TableRow?> ReadAsync(
            string table,
            string partitionKey,
            string rowKey,
            CancellationToken cancellationToken
        ) =>
            IsDown
                ? _down.ReadAsync(table, partitionKey, rowKey, cancellationToken)
                : base.ReadAsync(table, partitionKey, rowKey, cancellationToken);

        public override IAsyncEnumerable<TableRow> ReadRangeAsync(
            string table,
            string partitionKey,
            string fromInclusive,
            string? toExclusive,
            bool headsOnly,
            CancellationToken cancellationToken
        ) =>
            IsDown
                ? _down.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken)
                : base.ReadRangeAsync(table, partitionKey, fromInclusive, toExclusive, headsOnly, cancellationToken);

        public override ValueTask<TableCommit> CommitAsync(
            string table,
            string partitionKey,
            IReadOnlyList<TableOperation> operations,
            CancellationToken cancellationToken
        ) =>
            IsDown
                ? _down.CommitAsync(table, partitionKey, operations, cancellationToken)
                : base.CommitAsync(table, partitionKey, operations, cancellationToken);
    }

    /// <summary>Scans until it is cancelled.</summary>
    private sealed class EndlessScanner : IRollupScanner, IVisitorScanner
    {
        private TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void Begin() => _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<ScanResult> ScanAsync(ScanRequest request, CancellationToken cancellationToken)
        {
            await WaitAsync(cancellationToken);
            throw new InvalidOperationException("A scan that never ends ended.");
        }

        public ValueTask<long?> FirstEventAsync(string site, CancellationToken cancellationToken) => new((long?)null);

        public async ValueTask<TAnswer> ReadVisitorsAsync<TCounter, TAnswer>(
            VisitorRequest request,
            Func<TCounter> create,
            Func<VisitorScan<TCounter>, TAnswer> conclude,
            CancellationToken cancellationToken
        )
            where TCounter : class, IVisitorCounter
            where TAnswer : class, IVisitorAnswer
        {
            await WaitAsync(cancellationToken);
            throw new InvalidOperationException("A scan that never ends ended.");
        }

        private Task WaitAsync(CancellationToken cancellationToken)
        {
            _begun.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }
}
