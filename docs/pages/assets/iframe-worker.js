/* Browsers start no worker for a page that was opened from a folder. There the search runs in a hidden frame instead,
   behind the same two functions that a worker has: postMessage and the event "message". */
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      this.ready = new Promise(resolve => {
        const frame = document.createElement("iframe");
        frame.hidden = true;
        frame.title = "Search";
        document.body.append(frame);
        const inside = frame.contentWindow;
        inside.postMessage = data => this.dispatchEvent(new MessageEvent("message", {data}));
        const script = inside.document.createElement("script");
        script.src = url;
        script.onload = () => resolve(inside);
        inside.document.body.append(script);
      });
    }

    postMessage(data) {
      this.ready.then(inside => inside.dispatchEvent(new inside.MessageEvent("message", {data})));
    }
  };
  window.Worker = window.IFrameWorker;
}
