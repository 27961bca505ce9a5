using System.Net.Sockets;
using Analytics.Azure.EventLog;
using Analytics.Azure.Failures;
using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using Moq;

namespace Analytics.Azure.Tests.Failures;

public sealed class TransientFailuresTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Passing =>
        [
            new RequestFailedException("No answer."),
            .. ((int[])[408, 429, 500, 502, 503, 504]).Select(status => (Exception)new RequestFailedException(status, "Failed.")),
            new AggregateException(new RequestFailedException("No answer."), new TaskCanceledException("The operation took too long.")),
            new TaskCanceledException("The operation took too long."),
            new TimeoutException(),
            new SocketException(),
            new HttpRequestException(),
            new EventHubsException(isTransient: true, "events", EventHubsException.FailureReason.ServiceCommunicationProblem),
        ];

    public static TheoryData<Exception> Staying =>
        [
            .. ((int[])[400, 401, 403, 404, 409, 412, 413, 501]).Select(status =>
                (Exception)new RequestFailedException(status, "Failed.")
            ),
            new AggregateException(new RequestFailedException("No answer."), new RequestFailedException(403, "Failed.")),
            new EventHubsException(isTransient: false, "events", EventHubsException.FailureReason.ResourceNotFound),
            new InvalidOperationException(),
        ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_by_itself_is_tried_again_whoever_reports_it(Exception failure)
    {
        Assert.Contains(
            "The storage does not answer now",
            TransientFailures.Of(failure, "The storage", Stop)!.Message,
            StringComparison.Ordinal
        );
        var (tables, hub) = Fail(failure);
        await Assert.ThrowsAsync<IOException>(async () => await tables.ReadAsync("table", "p", "r", Stop));
        await Assert.ThrowsAsync<IOException>(async () =>
            await tables.ReadRangeAsync("table", "p", "", null, true, Stop).GetAsyncEnumerator(Stop).MoveNextAsync()
        );
        await Assert.ThrowsAsync<IOException>(async () =>
            await tables.CommitAsync("table", "p", [TableOperation.Upsert("r", default)], Stop)
        );
        await Assert.ThrowsAsync<IOException>(async () => await hub.LastSequenceNumberAsync(0, Stop));
        await Assert.ThrowsAsync<IOException>(async () => await hub.ReadAsync(0, 1, 1, Stop));
    }

    [Theory]
    [MemberData(nameof(Staying))]
    public async Task What_stays_is_no_matter_of_trying_again(Exception failure)
    {
        Assert.Null(TransientFailures.Of(failure, "The storage", Stop));
        var (tables, _) = Fail(failure);
        Assert.Same(failure, await Assert.ThrowsAnyAsync<Exception>(async () => await tables.ReadAsync("table", "p", "r", Stop)));
    }

    [Fact]
    public void What_the_caller_cancelled_is_no_failure() =>
        Assert.Null(TransientFailures.Of(new TaskCanceledException(), "The storage", new CancellationToken(canceled: true)));

    private static (AzureTableStore Tables, EventHubLog Hub) Fail(Exception failure)
    {
        var table = new Mock<TableClient>();
        table
            .Setup(t =>
                t.GetEntityIfExistsAsync<TableEntity>(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<IEnumerable<string>>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(failure);
        table
            .Setup(t => t.SubmitTransactionAsync(It.IsAny<IEnumerable<TableTransactionAction>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(failure);
        table
            .Setup(t =>
                t.QueryAsync<TableEntity>(
                    It.IsAny<string>(),
                    It.IsAny<int?>(),
                    It.IsAny<IEnumerable<string>>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .Returns(new FailingPages(failure));
        var service = new Mock<TableServiceClient>();
        service.Setup(s => s.GetTableClient(It.IsAny<string>())).Returns(table.Object);
        var questions = new Mock<EventHubConsumerClient>();
        questions.Setup(p => p.GetPartitionPropertiesAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(failure);
        return (
            new(service.Object, TimeProvider.System),
            new(
                Mock.Of<EventHubProducerClient>(),
                questions.Object,
                new EventHubReader((_, _) => throw new InvalidOperationException(), TimeProvider.System),
                new(0),
                1
            )
        );
    }

    private sealed class FailingPages(Exception failure) : AsyncPageable<TableEntity>
    {
        public override IAsyncEnumerable<Page<TableEntity>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
            throw failure;
    }
}
