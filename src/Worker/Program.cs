using October.Worker;

return await WorkerHost.RunAsync(args);
