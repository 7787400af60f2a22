using October.Shop;
using October.Tasks.Hosting;

// A worker of its own: the methods with [Task], and the services that they use.
return await WorkerHost.RunAsync(args, worker =>
{
    worker.Services.AddSingleton<PriceList>();
    worker.AddTasks();
});
