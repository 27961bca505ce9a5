using System.Net.Sockets;
using Analytics.Azure.EventLog;
using Azure.Messaging.EventHubs;

namespace Analytics.Azure.Tests.EventLog;

public sealed class EventHubRefusalsTests
{
    public static TheoryData<Exception> LostAnswers =>
        [
            new EventHubsException(isTransient: true, "events", EventHubsException.FailureReason.ServiceTimeout),
            new EventHubsException(isTransient: true, "events", EventHubsException.FailureReason.ServiceCommunicationProblem),
            new OperationCanceledException("The AMQP object session35 is aborted."),
            new TimeoutException(),
            new SocketException(),
        ];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public void A_lost_answer_does_not_let_the_publisher_append_a_second_time(Exception failure)
    {
        var refusal = EventHubRefusals.Of(failure, 1, CancellationToken.None)!;

        Assert.True(refusal.OutcomeUnknown);
        Assert.Same(failure, refusal.InnerException);
    }

    [Fact]
    public void What_the_caller_cancels_is_no_failure_of_the_hub() =>
        Assert.Null(EventHubRefusals.Of(new OperationCanceledException(), 1, new CancellationToken(canceled: true)));

    [Fact]
    public void A_wrong_name_is_no_matter_of_availability() =>
        Assert.Null(
            EventHubRefusals.Of(
                new EventHubsException(isTransient: false, "events", EventHubsException.FailureReason.ResourceNotFound),
                1,
                CancellationToken.None
            )
        );
}
