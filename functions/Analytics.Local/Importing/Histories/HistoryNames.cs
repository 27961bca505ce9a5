// Names of other products are the same live and in histories.
global using HistoryNames = Analytics.Web.Clients.ProductNames;
