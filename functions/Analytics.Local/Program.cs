using Analytics.Local;

return await AnalyticsProgram.RunAsync(args);
