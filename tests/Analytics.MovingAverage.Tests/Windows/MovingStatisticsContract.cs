namespace Analytics.MovingAverages.Tests.Windows;

public sealed class MovingStatisticsContract : WindowContract
{
    protected override IMovingAverage Create(int capacity) => new MovingStatistics(capacity);
}
